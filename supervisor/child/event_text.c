/* supervisor/child/event_text.c - formats an event as variables and as JSON. */
#include "supervisor/child/event_text.h"

#include "conf/base/json.h"
#include "supervisor/child/event_command.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *event_word(uint8_t kind)
{
#define X(name, word, meaning) word,
	static const char *const words[] = { CTINIT_EVENTS(X) };
#undef X
	return kind < EVENT_KIND_COUNT ? words[kind] : "";
}

enum event_kind event_of_move(enum svc_state from, enum svc_state to)
{
	switch (to) {
	case SVC_READY: return EVENT_READY;
	case SVC_DONE: return EVENT_DONE;
	case SVC_BACKOFF: return EVENT_BACKOFF;
	case SVC_FAILED: return EVENT_FAILED;
	case SVC_DOWN: return svc_has_process(from) ? EVENT_STOPPED : EVENT_KIND_COUNT;
	case SVC_SKIPPED:
	case SVC_WAITING:
	case SVC_STARTING:
	case SVC_STOPPING:
	case SVC_KILLING:
	case SVC_STATE_COUNT: break;
	}
	return EVENT_KIND_COUNT;
}

static size_t add_text(char *out, const char *key, const char *value)
{
	size_t n = (size_t)sprintf(out, ",\"%s\":\"", key);

	n += json_escape(out + n, value, strlen(value));
	out[n++] = '"';
	return n;
}

size_t event_json(const struct event *event, char out[EVENT_JSON_MAX])
{
	size_t n = (size_t)sprintf(out, "{\"event\":\"%s\",\"at_ms\":%" PRId64,
				   event_word(event->kind), event->at_ms);

	if (event->service[0] != '\0')
		n += add_text(out + n, "service", event->service);
	if (event->from != NULL)
		n += add_text(out + n, "from", event->from);
	if (event->to != NULL)
		n += add_text(out + n, "to", event->to);
	if (event->reason[0] != '\0')
		n += add_text(out + n, "reason", event->reason);
	if (event->code >= 0)
		n += (size_t)sprintf(out + n, ",\"code\":%d", event->code);
	memcpy(out + n, "}\n", 2);
	return n + 2;
}

static size_t variable_at(const struct event *event, unsigned i, char *out, size_t size)
{
	const struct {
		const char *name, *value;
	} texts[] = { { "CTINIT_EVENT", event_word(event->kind) },
		      { "CTINIT_SERVICE", event->service },
		      { "CTINIT_FROM", event->from != NULL ? event->from : "" },
		      { "CTINIT_TO", event->to != NULL ? event->to : "" },
		      { "CTINIT_REASON", event->reason } };

	if (i < sizeof texts / sizeof texts[0])
		return texts[i].value[0] == '\0'
			       ? 0
			       : (size_t)snprintf(out, size, "%s=%s", texts[i].name,
						  texts[i].value);
	if (i == sizeof texts / sizeof texts[0] && event->code >= 0)
		return (size_t)snprintf(out, size, "CTINIT_CODE=%d", event->code);
	return 0;
}

size_t event_variable(const struct event *event, unsigned *i, char *out, size_t size)
{
	while (*i < EVENT_VARIABLES) {
		size_t n = variable_at(event, (*i)++, out, size);

		if (n > 0)
			return n < size ? n : size - 1;
	}
	return 0;
}
