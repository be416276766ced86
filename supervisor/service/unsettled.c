/* supervisor/service/unsettled.c - says which units are still starting or stopping. */
#include "supervisor/service/unsettled.h"

#include "conf/base/clock.h"
#include "supervisor/base/format.h"
#include "supervisor/child/watch.h"
#include "supervisor/hooks/hooks.h"
#include "supervisor/service/cause.h"
#include "supervisor/service/service.h"

#include <stdio.h>

/* Returns true if the unit has not come to rest: on the way up, or on the way down while the
 * container ends. */
static bool is_on_its_way(const struct context *ctx, uint32_t i)
{
	switch (core_state(ctx->core, i)) {
	case SVC_WAITING:
	case SVC_BACKOFF: return !core_shutting_down(ctx->core);
	case SVC_STARTING:
	case SVC_STOPPING:
	case SVC_KILLING: return true;
	case SVC_READY: return core_shutting_down(ctx->core);
	case SVC_SKIPPED:
	case SVC_DOWN:
	case SVC_DONE:
	case SVC_FAILED:
	case SVC_STATE_COUNT: break;
	}
	return false;
}

static bool counts(const struct context *ctx, uint32_t i)
{
	enum svc_state state = core_state(ctx->core, i);

	return i >= conf_setup_count(ctx->conf) && state != SVC_SKIPPED &&
	       (core_wanted(ctx->core, i) || state == SVC_DONE || state == SVC_FAILED);
}

void progress_count(const struct context *ctx, struct sup_progress *ret)
{
	const struct services *services = ctx->services;
	msec began;

	*ret = (struct sup_progress){ .stopping = core_shutting_down(ctx->core),
				      .escalation = core_escalation(ctx->core) };
	for (uint32_t i = 0; i < ctx->count; i++) {
		enum svc_state state = core_state(ctx->core, i);

		ret->left += is_on_its_way(ctx, i);
		ret->total += counts(ctx, i);
		ret->over += counts(ctx, i) && (state == SVC_READY || state == SVC_DONE);
	}
	began = ret->stopping ? services->shutdown.began : services->startup.began;
	ret->elapsed = began > 0 ? clock_now() - began : 0;
}

static void format_stop(struct unit *u, char *why, size_t size)
{
	const char *command = hooks_current(u);
	char time[32];

	if (command != NULL)
		snprintf(why, size, "%s", command);
	else
		snprintf(why, size, "SIGKILL in %s",
			 format_duration(stop_time_left(u), time));
}

static void format_why(struct unit *u, char *why, size_t size)
{
	char text[CAUSE_TEXT], time[32];

	switch (core_state(u->ctx->core, u->index)) {
	case SVC_WAITING:
	case SVC_STARTING: snprintf(why, size, "%s", format_wait_reason(u, text)); break;
	case SVC_BACKOFF:
		snprintf(why, size, "again in %s: %s",
			 format_duration(watch_time_left(u), time), format_cause(u, text));
		break;
	case SVC_STOPPING: format_stop(u, why, size); break;
	case SVC_READY: snprintf(why, size, "stops later"); break;
	case SVC_KILLING:
	case SVC_SKIPPED:
	case SVC_DOWN:
	case SVC_DONE:
	case SVC_FAILED:
	case SVC_STATE_COUNT: break;
	}
}

bool progress_next(const struct context *ctx, uint32_t *cursor,
		   struct sup_progress_row *ret)
{
	while (*cursor < ctx->count && !is_on_its_way(ctx, *cursor))
		++*cursor;
	if (*cursor >= ctx->count)
		return false;

	struct unit *u = ctx->units[(*cursor)++];

	ret->state = svc_state_word(core_state(ctx->core, u->index));
	ret->age = clock_now() - core_since(ctx->core, u->index);
	ret->why[0] = '\0';
	snprintf(ret->name, sizeof ret->name, "%s", unit_name(u));
	format_why(u, ret->why, sizeof ret->why);
	return true;
}
