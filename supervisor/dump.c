/* supervisor/dump.c - the state of each service, for USR2. */
#include "supervisor/service.h"
#include "supervisor/tell.h"

#include <stdio.h>
#include <string.h>

struct line {
	char text[2 * TELL_CAUSE];
	size_t used;
};

__attribute__((format(printf, 2, 3))) static void add(struct line *line, const char *format,
						      ...)
{
	size_t room = sizeof line->text - line->used;
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(line->text + line->used, room, format, args);
	va_end(args);
	if (n > 0)
		line->used += (size_t)n < room ? (size_t)n : room - 1;
}

/* Why it is not ready, or how it ended. */
static void add_reason(struct line *line, struct service *svc, enum svc_state state)
{
	char text[TELL_CAUSE], time[32];

	text[0] = '\0';
	if (state == SVC_WAITING || state == SVC_STARTING)
		tell_wait_reason(svc, text);
	if (text[0] != '\0')
		add(line, ", waiting for %s", text);
	else if (state == SVC_SKIPPED) {
		when_reason(svc, text, 160);
		add(line, ": %s", text);
	} else if (state == SVC_FAILED && core_failed_by_need(svc->sup->core, svc->index))
		add(line, ": its need %s failed", tell_failed_need(svc));
	else if (state == SVC_BACKOFF || state == SVC_FAILED)
		add(line, ": %s", tell_cause(svc, text));
	else if (svc->has_ended)
		add(line, ", last: %s", tell_wait_status(svc->wstatus, text));
	if (state == SVC_BACKOFF)
		add(line, ", restarting in %s", tell_time(watch_time_left(svc), time));
}

static void dump_one(struct sup *sup, uint32_t i)
{
	struct service *svc = sup->services[i];
	enum svc_state state = core_state(sup->core, i);
	uint32_t restarts = core_restarts(sup->core, i);
	struct line line = { .used = 0 };
	char time[32];

	if (svc->child.pid > 0)
		add(&line, ", pid %d", (int)svc->child.pid);
	if (core_since(sup->core, i) > 0) /* else it has been so from the beginning */
		add(&line, ", for %s",
		    tell_time(sup_now() - core_since(sup->core, i), time));
	if (svc->unhealthy)
		add(&line, ", unhealthy");
	if (restarts > 0)
		add(&line, ", restarts: %u", restarts);
	add_reason(&line, svc, state);
	if (state == SVC_DOWN && !svc->has_ended)
		add(&line, ", never started");
	sup->host->say(SAY_ANSWER, "%s: %s%s", service_name(svc), svc_state_word(state),
		       line.text);
}

void sup_dump(struct sup *sup)
{
	for (uint32_t i = 0; i < sup->count; i++)
		dump_one(sup, i);
}
