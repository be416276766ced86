/* supervisor/reload/reload.c - starts a reload, and hands over to the new core. */
#include "supervisor/reload/reload.h"

#include "conf/base/clock.h"
#include "supervisor/base/sections.h"
#include "supervisor/base/timer.h"
#include "supervisor/child/event_command.h"
#include "supervisor/output/output.h"
#include "supervisor/output/service_pipe.h"
#include "supervisor/probe/health.h"
#include "supervisor/service/core_input.h"
#include "supervisor/service/generation.h"
#include "supervisor/service/service.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define LOGGER_WAIT SECONDS(5)

static void free_reload(struct reload *reload)
{
	/* After reload_apply() the list is empty. */
	generation_collect(&reload->generations);
	conf_free(reload->conf);
	free(reload->units);
	free(reload->policy_of);
	free(reload->policies);
	child_table_done(&reload->children);
	free(reload->pipes);
	free(reload->health);
	core_free(reload->strict);
	free(reload->old_index);
	free(reload->new_index);
	free(reload->change);
	free(reload->recreate);
	free(reload->restart);
	free(reload->was_in_start);
	free(reload->retire);
	free(reload);
}

static void free_retired(struct context *ctx)
{
	struct reload *reload = ctx->reloads->retired;

	ctx->reloads->retired = NULL;
	while (reload != NULL) {
		struct reload *next = reload->next;
		free_reload(reload);
		reload = next;
	}
}

/* ---- starting ---- */

static int make_arrays(struct context *ctx, struct reload *reload)
{
	uint32_t buckets = child_table_size(ctx->children);

	reload->count = sections_count(reload->conf);
	if (buckets < reload->count)
		buckets = reload->count;
	reload->units = calloc(reload->count + 1, sizeof(void *));
	reload->policy_of = calloc(reload->count + 1, sizeof *reload->policy_of);
	reload->old_index = calloc(reload->count + 1, sizeof *reload->old_index);
	reload->change = calloc(reload->count + 1, 1);
	reload->recreate = calloc(reload->count + 1, sizeof *reload->recreate);
	reload->was_in_start = calloc(reload->count + 1, sizeof *reload->was_in_start);
	reload->new_index = calloc(ctx->count + 1, sizeof *reload->new_index);
	reload->retire = calloc(ctx->count + 1, sizeof *reload->retire);
	reload->restart = calloc(ctx->count + 1, sizeof *reload->restart);
	return child_table_init(&reload->children, buckets) == 0 && reload->units &&
			       reload->policy_of && reload->old_index && reload->change &&
			       reload->recreate && reload->was_in_start &&
			       reload->new_index && reload->retire && reload->restart
		       ? 0
		       : -ENOMEM;
}

static int make_units(struct context *ctx, struct reload *reload)
{
	for (uint32_t i = 0; i < reload->count; i++) {
		struct generation *e;
		int err;

		if (reload->old_index[i] >= 0 && !reload->recreate[i])
			continue;
		err = generation_new(ctx, reload->conf, i, 1, &e);
		if (err < 0)
			return err;
		e->next = reload->generations;
		reload->generations = e;
		reload->units[i] = generation_unit(e, 0);
	}
	return 0;
}

static int prepare_reload(struct context *ctx, struct reload *reload)
{
	int err = make_arrays(ctx, reload);

	if (err < 0 || (err = output_reserve(ctx, reload->conf)) < 0 ||
	    (err = policies_build(ctx, reload->conf, &reload->policies,
				  reload->policy_of)) < 0 ||
	    (err = service_pipes_alloc(reload->conf, &reload->pipes)) < 0 ||
	    (err = health_alloc(reload->conf, &reload->health)) < 0)
		return err;
	reload_diff(ctx, reload);
	if (reload_leaves_nothing(ctx, reload))
		return -ENODATA;
	err = make_units(ctx, reload);
	return err < 0 ? err : reload_relax_edges(ctx, reload);
}

/* Returns true if the unit runs or has ended without a request. A unit that was never
 * started, or was stopped by hand, is not started when its section changes. */
static bool was_up(const struct context *ctx, uint32_t i)
{
	enum svc_state state = core_state(ctx->core, i);

	return !core_stopped_by_hand(ctx->core, i) &&
	       (core_wanted(ctx->core, i) || state == SVC_FAILED || state == SVC_DONE ||
		state == SVC_SKIPPED);
}

static void begin_reload(struct context *ctx, struct reload *reload)
{
	reload_report(ctx, reload);
	ctx->reloads->running = reload;
	core_hold_exit(ctx->core, true);
	for (uint32_t i = 0; i < ctx->count; i++)
		reload->restart[i] = was_up(ctx, i);
	/* Request all stops before taking the first order, because the units must stop in
	 * order. */
	for (uint32_t i = 0; i < ctx->count; i++) {
		if (reload->retire[i])
			core_stop_auto(ctx->core, i, clock_now());
	}
	context_pump(ctx);
}

/* Returns the name of the service as `conf` has it, or NULL. */
static const char *name_in(const struct conf *conf, const char *service)
{
	struct conf_targets targets;

	return service != NULL && conf_find_targets(conf, service, &targets)
		       ? conf_base_name(conf_service(conf, targets.first))
		       : NULL;
}

int reload_start(struct context *ctx, struct conf *conf, const char *scaled)
{
	struct reload *reload;
	int err = 0;

	if (!reload_is_possible(ctx))
		err = -EBUSY;
	else if (conf_errors(conf) > 0)
		err = -EINVAL;
	reload = err == 0 ? calloc(1, sizeof *reload) : NULL;
	if (reload == NULL) {
		conf_free(conf);
		return err ? err : -ENOMEM;
	}
	reload->conf = conf;
	reload->scaled = name_in(conf, scaled);
	context_pump(ctx);
	err = prepare_reload(ctx, reload);
	if (err < 0)
		free_reload(reload);
	else
		begin_reload(ctx, reload);
	return err;
}

int reload_preview(struct context *ctx, struct conf *conf)
{
	struct reload *reload = calloc(1, sizeof *reload);
	int err = -ENOMEM;

	if (reload != NULL) {
		reload->conf = conf;
		err = make_arrays(ctx, reload);
	}
	if (err < 0)
		return err;
	reload_diff(ctx, reload);
	if (reload_leaves_nothing(ctx, reload))
		return -ENODATA;
	reload_report(ctx, reload);
	return 0;
}

bool reload_is_possible(const struct context *ctx)
{
	return !core_shutting_down(ctx->core) && ctx->reloads->running == NULL &&
	       ctx->setups_over;
}

/* ---- waiting for retired units ---- */

static bool is_gone(const struct context *ctx, uint32_t i)
{
	const struct unit *u = ctx->units[i];

	return !core_wanted(ctx->core, i) && !svc_has_process(core_state(ctx->core, i)) &&
	       !cleanup_is_running(u);
}

uint32_t reload_awaited(const struct context *ctx)
{
	const struct reload *reload = ctx->reloads->running;

	for (uint32_t i = 0; i < ctx->count; i++) {
		if (reload != NULL ? reload->retire[i] && !is_gone(ctx, i)
				   : service_of(ctx->units[i])->started_by_reload)
			return i;
	}
	return UNIT_NONE;
}

/* Returns true if no retired unit runs or is cleaned up. Those before next_check have ended
 * earlier. Stops a unit again that was started meanwhile. */
static bool all_retired_gone(struct context *ctx, struct reload *reload)
{
	bool gone = true;

	while (reload->next_check < ctx->count &&
	       (!reload->retire[reload->next_check] || is_gone(ctx, reload->next_check)))
		reload->next_check++;
	if (reload->next_check < ctx->count && !core_wanted(ctx->core, reload->next_check))
		return false;
	reload->next_check = 0;
	for (uint32_t i = 0; i < ctx->count; i++) {
		if (reload->retire[i] && !is_gone(ctx, i) && core_wanted(ctx->core, i))
			core_stop_auto(ctx->core, i, clock_now());
	}
	context_pump(ctx);
	for (uint32_t i = 0; i < ctx->count; i++)
		gone &= !reload->retire[i] || is_gone(ctx, i);
	return gone;
}

/* ---- last output of retired units ---- */

static void report_lost_output(struct context *ctx, const struct reload *reload)
{
	for (uint32_t i = 0; i < ctx->count; i++) {
		if (reload->retire[i] && log_stream_has_unread(ctx->units[i]))
			ctx->host->report(REPORT_WARNING,
					  "%s: what it wrote last is lost: no logger runs",
					  unit_name(ctx->units[i]));
	}
}

static bool any_unread(const struct context *ctx, const struct reload *reload)
{
	for (uint32_t i = 0; i < ctx->count; i++) {
		if (reload->retire[i] && log_stream_has_unread(ctx->units[i]))
			return true;
	}
	return false;
}

/* Returns true if we wait for a logger. A dead logger is replaced soon, and the new one
 * reads the rest of the retired units' pipes. */
static bool wait_for_logger(struct context *ctx, struct reload *reload)
{
	msec left;

	if (!any_unread(ctx, reload))
		return false;
	if (reload->logger_by == 0)
		reload->logger_by = clock_now() + LOGGER_WAIT;
	left = reload->logger_by - clock_now();
	if (left <= 0) {
		report_lost_output(ctx, reload);
		return false;
	}
	if (!ev_is_active(&ctx->reloads->timer))
		timer_arm(ctx->loop, &ctx->reloads->timer, (double)left / 1e3);
	return true;
}

/* ---- new core ---- */

static void abort_reload(struct context *ctx, struct reload *reload)
{
	ctx->reloads->running = NULL;
	if (ctx->reload_over != NULL)
		ctx->reload_over(ctx, core_shutting_down(ctx->core)
					      ? "the container ends"
					      : "there is not enough memory");
	/* During a shutdown, a service whose need has stopped for the reload must stop in
	 * its turn, not at once. */
	if (!core_shutting_down(ctx->core))
		reload_restore_edges(ctx, reload);
	core_hold_exit(ctx->core, false);
	for (uint32_t i = 0; i < ctx->count; i++) {
		if (reload->restart[i] && reload->retire[i])
			core_want_auto(ctx->core, i, clock_now());
	}
	free_reload(reload);
}

static void finish_reload(struct context *ctx, struct reload *reload)
{
	struct core *core;

	reload_update_policies(ctx, reload);
	core = core_build(ctx, reload->conf, reload->policy_of, reload->old_index,
			  reload->recreate);
	if (core == NULL) {
		ctx->host->report(REPORT_ERROR,
				  "reload: %s; what stopped for it starts again",
				  strerror(ENOMEM));
		abort_reload(ctx, reload);
		return;
	}
	reload_apply(ctx, reload, core);
	output_reconfigure(ctx);
	event_command_configure(ctx, ctx->conf);
	outcome_begin(ctx, reload);
	reload->next = ctx->reloads->retired;
	ctx->reloads->retired = reload;
}

/* Runs as an event of the loop, not in a pump, because it frees units that the caller of
 * the pump may still use. */
static void on_reload_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct context *ctx = w->data;
	struct reloads *reloads = ctx->reloads;
	struct reload *reload = reloads->running;

	(void)revents;
	reloads->polling = true; /* otherwise our own pump would feed this timer for ever */
	if (ctx->spawns_in_flight == 0)
		free_retired(ctx);
	if (reload != NULL && core_shutting_down(ctx->core)) {
		ctx->host->report(REPORT_WARNING, "reload: given up, the container ends");
		abort_reload(ctx, reload);
	} else if (reload != NULL && all_retired_gone(ctx, reload) &&
		   !wait_for_logger(ctx, reload)) {
		ev_timer_stop(loop, w);
		finish_reload(ctx, reload);
	}
	if (reload != NULL)
		context_pump(ctx);
	reloads->polling = false;
}

/* Checks after each pump whether all retired units have stopped. Frees retired reloads when
 * no start can read their configuration any more. */
static void on_pumped(struct context *ctx)
{
	const struct reloads *reloads = ctx->reloads;

	if (!reloads->polling && (reloads->running != NULL ||
				  (reloads->retired != NULL && ctx->spawns_in_flight == 0)))
		ev_feed_event(ctx->loop, &ctx->reloads->timer, EV_CUSTOM);
}

/* ---- setup and teardown ---- */

void reload_init(struct context *ctx)
{
	ev_init(&ctx->reloads->timer, on_reload_timer);
	ctx->reloads->timer.data = ctx;
	ctx->services->dispatch.state_changed = outcome_state_changed;
	ctx->services->dispatch.pumped = on_pumped;
}

void reload_done(struct context *ctx)
{
	if (ctx->reloads->running != NULL)
		free_reload(ctx->reloads->running);
	ctx->reloads->running = NULL;
	free_retired(ctx);
	conf_free(ctx->reloads->owned_conf);
	ev_timer_stop(ctx->loop, &ctx->reloads->timer);
}
