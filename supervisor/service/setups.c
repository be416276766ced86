/* supervisor/service/setups.c - runs the setups one by one, then starts the services.
 *
 * A setup is a unit in front of the services; for the core it is a task. When none of its
 * processes is left, the variables in the file that CTINIT_ENV names are added to ctinit's
 * own environment (env/setup_vars.h). */
#include "supervisor/service/setups.h"

#include "conf/base/clock.h"
#include "conf/base/exits.h"
#include "conf/base/signal_names.h"
#include "supervisor/env/setup_vars.h"
#include "supervisor/output/output.h"
#include "supervisor/probe/condition_variables.h"
#include "supervisor/service/service.h"

#include <stdio.h>

static void start_services(struct context *ctx)
{
	uint32_t setups = (uint32_t)conf_setup_count(ctx->conf);
	size_t count;
	const uint32_t *start = conf_start_list(ctx->conf, &count);

	ctx->services->setups.stage = BOOT_SERVICES;
	ctx->running_setup = UNIT_NONE;
	ctx->setups_over = true;
	conditions_evaluate(ctx, setups, ctx->count);
	for (size_t i = 0; i < count; i++)
		core_want(ctx->core, setups + start[i], clock_now());
	core_started(ctx->core);
}

/* Returns true if the next setup may start. A failed setup ends the container, unless it has
 * on-failed = ignore. */
static bool is_done(const struct context *ctx, uint32_t i)
{
	enum svc_state state = core_state(ctx->core, i);

	return state == SVC_DONE || state == SVC_SKIPPED ||
	       (state == SVC_FAILED && !ctx->units[i]->policy->shutdown_when_failed);
}

static void start_setup(struct context *ctx, uint32_t i)
{
	ctx->services->setups.stage = BOOT_SETUP_RUNNING;
	ctx->running_setup = i;
	setup_vars_open(ctx->units[i]);
	conditions_evaluate(ctx, i, i + 1);
	core_want(ctx->core, i, clock_now());
}

bool setups_step(struct context *ctx)
{
	struct setups *setups = &ctx->services->setups;
	bool running = setups->stage == BOOT_SETUP_RUNNING;

	if ((setups->stage != BOOT_NEXT_SETUP && !running) || core_shutting_down(ctx->core))
		return false;
	if (running && !is_done(ctx, setups->next))
		return false;
	setups->next += running;
	if (setups->next < conf_setup_count(ctx->conf)) {
		start_setup(ctx, setups->next);
		return true;
	}
	/* A service without a log, such as `-- CMD`, must not print before the output of
	 * the setups is written. */
	setups->stage = BOOT_FLUSHING;
	ctx->running_setup = UNIT_NONE;
	if (setups->next > 0 && output_flush(ctx))
		return false;
	start_services(ctx);
	return true;
}

void setups_output_flushed(struct context *ctx)
{
	if (ctx->services->setups.stage != BOOT_FLUSHING || core_shutting_down(ctx->core))
		return;
	start_services(ctx);
	context_pump(ctx);
}

/* No command runs yet that could get the signal. A container that ends before its command
 * ran has failed. */
bool setups_handle_signal(struct context *ctx, int signal)
{
	char why[32];
	char name[16];

	if (ctx->services->setups.stage == BOOT_SERVICES)
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
