/* supervisor/service/setups.c - what runs before any service: [setup:NAME], in order, one at
 * a time; and then the services.
 *
 * A setup is one of ctx->units, in front of those that are services, and a task of the
 * core like others. What its processes write to the memory file CTINIT_ENV names joins
 * ctinit's own environment when nothing is left of the setup; each has a file of its own,
 * so that one that writes with > takes nothing away that another has said. */
#include "supervisor/env/map_users.h"
#include "supervisor/env/setup_vars.h"
#include "supervisor/output/output.h"
#include "supervisor/probe/conditions.h"
#include "supervisor/service/service.h"

#include "conf/base/exits.h"
#include "conf/base/signals.h"

#include <stdio.h>
#include <string.h>

enum { STAGE_NEW, STAGE_ASK, STAGE_RUNS, STAGE_FLUSH, STAGE_SERVICES };

void setups_unit_stopped(struct unit *u)
{
	char why[512];

	if (setup_vars_collect(u, u->start_code == 0, &TEXT(why)) < 0) {
		u->ctx->host->report(REPORT_ERROR, "%s: %s", unit_name(u), why);
		u->start_code = CTINIT_EXIT_SETUP;
	}
}

/* ---- one after the other ---- */

static void start_services(struct context *ctx)
{
	uint32_t setups = (uint32_t)conf_setup_count(ctx->conf);
	size_t count;
	const uint32_t *start = conf_start_list(ctx->conf, &count);

	SUP(ctx)->stage = STAGE_SERVICES;
	ctx->running_setup = UNIT_NONE;
	ctx->setups_over = true;
	conditions_evaluate(ctx, setups, ctx->count);
	for (size_t i = 0; i < count; i++)
		core_want(ctx->core, setups + start[i], clock_now());
	core_started(ctx->core);
}

static bool has_settled(const struct context *ctx, uint32_t i)
{
	enum svc_state state = core_state(ctx->core, i);

	return state == SVC_DONE || state == SVC_SKIPPED;
}

bool setups_step(struct context *ctx)
{
	if ((SUP(ctx)->stage != STAGE_ASK && SUP(ctx)->stage != STAGE_RUNS) ||
	    core_shutting_down(ctx->core))
		return false;
	if (SUP(ctx)->stage == STAGE_RUNS && !has_settled(ctx, SUP(ctx)->setup))
		return false; /* one that failed ends the container */
	SUP(ctx)->setup += SUP(ctx)->stage == STAGE_RUNS;
	if (SUP(ctx)->setup == conf_setup_count(ctx->conf)) {
		/* One without the log, as a command in place of the services, is not to
		 * overtake what setups have written. */
		SUP(ctx)->stage = STAGE_FLUSH;
		ctx->running_setup = UNIT_NONE;
		if (SUP(ctx)->setup > 0 && output_flush(ctx))
			return false;
		start_services(ctx);
		return true;
	}
	SUP(ctx)->stage = STAGE_RUNS;
	ctx->running_setup = SUP(ctx)->setup;
	setup_vars_open(ctx->units[SUP(ctx)->setup]);
	conditions_evaluate(ctx, SUP(ctx)->setup, SUP(ctx)->setup + 1);
	core_want(ctx->core, SUP(ctx)->setup, clock_now());
	return true;
}

void setups_output_flushed(struct context *ctx)
{
	if (SUP(ctx)->stage != STAGE_FLUSH || core_shutting_down(ctx->core))
		return;
	start_services(ctx);
	context_pump(ctx);
}

void setups_start(struct context *ctx)
{
	map_users_apply(ctx);
	setup_vars_begin(ctx);
	output_start(ctx);
	SUP(ctx)->stage = STAGE_ASK;
	context_pump(ctx);
}

/* The command is not there yet to be asked; that it never ran is no success. */
bool setups_handle_signal(struct context *ctx, int signal)
{
	char why[32];
	char name[16];

	if (SUP(ctx)->stage == STAGE_SERVICES)
		return false;
	if (signal != CTINIT_SIGTERM && signal != CTINIT_SIGINT &&
	    signal != CTINIT_SIGQUIT && signal != CTINIT_SIGHUP)
		return true;
	snprintf(why, sizeof why, "SIG%s", signal_name(signal, name));
	if (core_shutting_down(ctx->core))
		shutdown_escalate(ctx);
	else
		shutdown_request(ctx, CTINIT_EXIT_SIGNAL + signal, why);
	return true;
}
