/* supervisor/service/status.c - the state of each service, for USR2. */
#include "supervisor/probe/conditions.h"
#include "supervisor/service/messages.h"
#include "supervisor/service/service.h"

#include <stdio.h>
#include <string.h>

struct line {
	char text[2 * CAUSE_TEXT];
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
static void add_reason(struct line *line, struct unit *u, enum svc_state state)
{
	char text[CAUSE_TEXT], time[32];

	text[0] = '\0';
	if (state == SVC_WAITING || state == SVC_STARTING)
		format_wait_reason(u, text);
	if (text[0] != '\0')
		add(line, ", waiting for %s", text);
	else if (state == SVC_SKIPPED) {
		conditions_skip_reason(u, text, 160);
		add(line, ": %s", text);
	} else if (state == SVC_FAILED && core_failed_by_need(u->ctx->core, u->index))
		add(line, ": its need %s failed", failed_need_name(u));
	else if (state == SVC_BACKOFF || state == SVC_FAILED)
		add(line, ": %s", format_cause(u, text));
	else if (u->has_ended)
		add(line, ", last: %s", format_wait_status(u->main.wstatus, text));
	if (state == SVC_BACKOFF)
		add(line, ", restarting in %s", format_duration(watch_time_left(u), time));
}

static void dump_one(struct context *ctx, uint32_t i)
{
	struct unit *u = ctx->units[i];
	enum svc_state state = core_state(ctx->core, i);
	uint32_t restarts = core_restarts(ctx->core, i);
	struct line line = { .used = 0 };
	char time[32];

	if (u->main.child.pid > 0)
		add(&line, ", pid %d", (int)u->main.child.pid);
	if (core_since(ctx->core, i) > 0) /* else it has been so from the beginning */
		add(&line, ", for %s",
		    format_duration(clock_now() - core_since(ctx->core, i), time));
	if (u->unhealthy)
		add(&line, ", unhealthy");
	if (restarts > 0)
		add(&line, ", restarts: %u", restarts);
	add_reason(&line, u, state);
	if (state == SVC_DOWN && !u->has_ended)
		add(&line, ", never started");
	ctx->host->report(REPORT_ANSWER, "%s: %s%s", unit_name(u), svc_state_word(state),
			  line.text);
}

void status_report(struct context *ctx)
{
	for (uint32_t i = 0; i < ctx->count; i++)
		dump_one(ctx, i);
}
