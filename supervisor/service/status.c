/* supervisor/service/status.c - reports the current state of the units. */
#include "supervisor/service/status.h"

#include "conf/base/clock.h"
#include "supervisor/base/format.h"
#include "supervisor/child/watch.h"
#include "supervisor/probe/conditions.h"
#include "supervisor/probe/health.h"
#include "supervisor/service/cause.h"
#include "supervisor/service/waiting.h"

#include <stdio.h>
#include <string.h>

struct status_line {
	char text[2 * CAUSE_TEXT];
	size_t used;
};

__attribute__((format(printf, 2, 3))) static void append(struct status_line *line,
							 const char *format, ...)
{
	size_t available = sizeof line->text - line->used;
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(line->text + line->used, available, format, args);
	va_end(args);
	if (n > 0)
		line->used += (size_t)n < available ? (size_t)n : available - 1;
}

/* Appends why the unit is not ready, or how it ended. */
static void append_reason(struct status_line *line, struct unit *u, enum svc_state state)
{
	char text[CAUSE_TEXT], time[32];

	text[0] = '\0';
	if (state == SVC_WAITING || state == SVC_STARTING)
		format_wait_reason(u, text);
	if (text[0] != '\0')
		append(line, ", waiting for %s", text);
	else if (state == SVC_SKIPPED) {
		conditions_skip_reason(u, text, 160);
		append(line, ": %s", text);
	} else if (state == SVC_FAILED && core_failed_by_need(u->ctx->core, u->index))
		append(line, ": its need %s failed", failed_need_name(u));
	else if (state == SVC_BACKOFF || state == SVC_FAILED)
		append(line, ": %s", format_cause(u, text));
	else if (u->has_ended)
		append(line, ", last: %s", format_wait_status(u->main.wstatus, text));
	if (state == SVC_BACKOFF)
		append(line, ", restarting in %s",
		       format_duration(watch_time_left(u), time));
}

const char *status_why(struct unit *u, char text[STATUS_WHY])
{
	enum svc_state state = core_state(u->ctx->core, u->index);
	char cause[CAUSE_TEXT] = "";

	text[0] = '\0';
	if (state == SVC_WAITING || state == SVC_STARTING)
		format_wait_reason(u, cause);
	else if (state == SVC_SKIPPED)
		conditions_skip_reason(u, cause, 160);
	else if (state == SVC_FAILED && core_failed_by_need(u->ctx->core, u->index))
		snprintf(cause, sizeof cause, "its need %s failed", failed_need_name(u));
	else if (state == SVC_BACKOFF || state == SVC_FAILED)
		format_cause(u, cause);
	else if (state == SVC_READY)
		snprintf(cause, sizeof cause, "%s", health_reason(u));
	if (cause[0] != '\0')
		snprintf(text, STATUS_WHY, "%s%s",
			 state == SVC_WAITING || state == SVC_STARTING ? "waiting for "
								       : "",
			 cause);
	return text;
}

static void report_unit(struct context *ctx, uint32_t i)
{
	struct unit *u = ctx->units[i];
	enum svc_state state = core_state(ctx->core, i);
	uint32_t restarts = core_restarts(ctx->core, i);
	struct status_line line = { .used = 0 };
	char time[32];

	if (u->main.child.pid > 0)
		append(&line, ", pid %d", (int)u->main.child.pid);
	if (core_since(ctx->core, i) > 0) /* 0 means that it never had another state */
		append(&line, ", for %s",
		       format_duration(clock_now() - core_since(ctx->core, i), time));
	if (u->unhealthy)
		append(&line, ", unhealthy: %s", health_reason(u));
	if (restarts > 0)
		append(&line, ", restarts: %u", restarts);
	append_reason(&line, u, state);
	if (state == SVC_DOWN && !u->has_ended)
		append(&line, ", never started");
	ctx->host->report(REPORT_ANSWER, "%s: %s%s", unit_name(u), svc_state_word(state),
			  line.text);
}

void status_report(struct context *ctx)
{
	for (uint32_t i = 0; i < ctx->count; i++)
		report_unit(ctx, i);
}

/* ---- startup ---- */

/* Returns true if the unit no longer delays startup. A failed unit does not: its failure
 * ends the container, or is ignored. */
static bool is_settled(const struct context *ctx, uint32_t i)
{
	switch (core_state(ctx->core, i)) {
	case SVC_READY:
	case SVC_DONE:
	case SVC_FAILED:
	case SVC_SKIPPED: return true;
	case SVC_DOWN: return !core_wanted(ctx->core, i);
	case SVC_WAITING:
	case SVC_STARTING:
	case SVC_BACKOFF:
	case SVC_STOPPING:
	case SVC_KILLING:
	case SVC_STATE_COUNT: break;
	}
	return false;
}

/* Returns true if the container ends because its work is done. Any other end before startup
 * is complete is a failed start. */
static bool ended_well(const struct context *ctx)
{
	int code, service;
	enum core_cause cause = core_shutdown_cause(ctx->core, &code, &service);

	return (cause == CAUSE_MAIN || cause == CAUSE_NOTHING_LEFT) && code == 0;
}

bool status_is_up(const struct context *ctx, uint32_t *cursor)
{
	if (core_shutting_down(ctx->core))
		return ended_well(ctx);
	if (!ctx->setups_over)
		return false;
	while (*cursor < ctx->count && is_settled(ctx, *cursor))
		++*cursor;
	return *cursor >= ctx->count;
}

size_t status_count(const struct context *ctx, enum svc_state state)
{
	size_t count = 0;

	for (uint32_t i = 0; i < ctx->count; i++)
		count += core_state(ctx->core, i) == state;
	return count;
}
