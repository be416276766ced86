/* supervisor/reload/outcome.c - reports a reload as done when its units have settled. */
#include "supervisor/reload/reload.h"
#include "supervisor/service/service.h"
#include "supervisor/service/status.h"

#include <stdio.h>

#define NAMES_MAX 4

static bool is_settled(enum svc_state state)
{
	return state != SVC_WAITING && state != SVC_STARTING && state != SVC_BACKOFF &&
	       state != SVC_STOPPING && state != SVC_KILLING;
}

static void report_over(struct context *ctx)
{
	char why[STATUS_WHY + 128], cause[STATUS_WHY];
	struct unit *u;

	if (ctx->reload_over == NULL)
		return;
	if (ctx->reloads->failed > 0) {
		u = ctx->units[ctx->reloads->first_failed];
		status_why(u, cause);
		snprintf(why, sizeof why, "it is done, but %s failed%s%s", unit_name(u),
			 cause[0] != '\0' ? ": " : "", cause);
	}
	ctx->reload_over(ctx, ctx->reloads->failed > 0 ? why : NULL);
}

static void report_done(struct context *ctx)
{
	report_over(ctx);
	if (ctx->reloads->failed == 0)
		ctx->host->report(REPORT_EVENT, "reload: done");
	else if (ctx->reloads->failed == 1)
		ctx->host->report(REPORT_WARNING, "reload: done; %s failed",
				  unit_name(ctx->units[ctx->reloads->first_failed]));
	else
		ctx->host->report(REPORT_WARNING, "reload: done; %s and %u more failed",
				  unit_name(ctx->units[ctx->reloads->first_failed]),
				  ctx->reloads->failed - 1);
}

void outcome_begin(struct context *ctx, const struct reload *reload)
{
	char names[256] = "";
	size_t used = 0;

	ctx->reloads->unsettled = ctx->reloads->failed = 0;
	for (uint32_t i = 0; i < ctx->count; i++) {
		struct unit *u = ctx->units[i];

		service_of(u)->started_by_reload =
			(reload->old_index[i] < 0 || reload->recreate[i]) &&
			!is_settled(core_state(ctx->core, i));
		if (service_of(u)->started_by_reload &&
		    ctx->reloads->unsettled++ < NAMES_MAX)
			used += (size_t)snprintf(names + used, sizeof names - used, "%s%s",
						 used > 0 ? ", " : "", unit_name(u));
	}
	if (!reload->changes) {
		ctx->host->report(REPORT_EVENT, "reload: nothing has changed");
		report_over(ctx);
		return;
	}
	if (ctx->reloads->unsettled > NAMES_MAX)
		snprintf(names + used, sizeof names - used, " and %u more",
			 ctx->reloads->unsettled - NAMES_MAX);
	ctx->host->report(REPORT_EVENT, "reload: applied%s%s",
			  used > 0 ? "; starting " : "", names);
	if (ctx->reloads->unsettled == 0)
		report_done(ctx);
}

void outcome_state_changed(struct unit *u, enum svc_state to)
{
	struct context *ctx = u->ctx;

	if (!service_of(u)->started_by_reload || !is_settled(to))
		return;
	service_of(u)->started_by_reload = false;
	if (to == SVC_FAILED && ctx->reloads->failed++ == 0)
		ctx->reloads->first_failed = u->index;
	if (--ctx->reloads->unsettled == 0 && !core_shutting_down(ctx->core))
		report_done(ctx);
}
