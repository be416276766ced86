/* supervisor/control/event_lines.c - writes the events of the units that a request names,
 * and answers `events`. */
#include "supervisor/control/event_lines.h"

#include "supervisor/base/unit.h"
#include "supervisor/control/event_log.h"

#include <stdio.h>
#include <string.h>

/* Events name units by words, because a reload gives the units other numbers. */
static bool is_named(const struct served_request *request, const char *name)
{
	const struct context *ctx = request->ctx;
	int service = conf_find_service(ctx->conf, name);

	if (request->names.count == 0)
		return true;
	if (service >= 0)
		return names_have(ctx, &request->names,
				  (uint32_t)(conf_setup_count(ctx->conf) +
					     (size_t)service));
	for (size_t i = 0; i < request->names.count; i++) {
		const char *word = request->names.words[i];
		size_t len = strlen(word);

		/* A setup, or a unit that a reload has removed: perhaps an instance. */
		if (strncmp(word, name, len) == 0 &&
		    (name[len] == '\0' || name[len] == '@'))
			return true;
	}
	return false;
}

static bool lost_line(struct served_request *request)
{
	uint64_t first = event_log_first();
	char text[64];

	snprintf(text, sizeof text, "%llu events are not kept any more",
		 (unsigned long long)(first - request->event));
	reply_begin(&request->reply, "message");
	reply_text(&request->reply, "level", "warning");
	reply_text(&request->reply, "text", text);
	if (reply_end(&request->reply))
		request->event = first;
	return true;
}

bool event_line(struct served_request *request)
{
	struct reply *reply = &request->reply;
	struct logged_event event;

	if (request->event < event_log_first())
		return lost_line(request);
	for (; request->event < event_log_end(); request->event++) {
		event_log_get(request->event, &event);
		if (!is_named(request, event.name))
			continue;
		reply_begin(reply, "event");
		reply_number(reply, "at_ms", event.at_ms);
		reply_text(reply, "name", event.name);
		reply_text(reply, "from", svc_state_word((enum svc_state)event.from));
		reply_text(reply, "to", svc_state_word((enum svc_state)event.to));
		reply_text(reply, "on", svc_event_word((enum svc_event)event.on));
		if (event.why[0] != '\0')
			reply_text(reply, "why", event.why);
		request->event += reply_end(reply);
		return true;
	}
	return false;
}

static bool events_begin(struct served_request *request)
{
	request->event = event_log_first();
	return true;
}

static enum step events_step(struct served_request *request)
{
	if (event_line(request))
		return STEP_MORE;
	return request->options.follow ? STEP_WAIT
				       : request_last(reply_ok(&request->reply));
}

const struct request_handler handler_events = {
	.options = "-f",
	.max_words = WORDS_ANY,
	.survives_reload = true,
	.begin = events_begin,
	.step = events_step,
};
