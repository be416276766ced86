/* supervisor/reload/reload.c - when a reload begins, and when the new core takes over. */
#include "supervisor/reload/reload.h"

#include "conf/base/clock.h"
#include "supervisor/base/scratch.h"
#include "supervisor/base/sections.h"
#include "supervisor/base/timer.h"
#include "supervisor/env/environment.h"
#include "supervisor/output/output.h"
#include "supervisor/output/service_pipe.h"
#include "supervisor/probe/health.h"
#include "supervisor/service/core_input.h"
#include "supervisor/service/generation.h"
#include "supervisor/service/service.h"
#include "supervisor/start/policy_from_conf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define LOGGER_WAIT SECONDS(5)

static void free_reload(struct reload *r)
{
	generation_collect(&r->generations); /* of a reload that was not applied: unused */
	conf_free(r->conf);
	free(r->units);
	free(r->of);
	free(r->policies);
	child_table_done(&r->children);
	free(r->pipes);
	free(r->health);
	free(r->old_index);
	free(r->new_index);
	free(r->change);
	free(r->recreate);
	free(r->restart);
	free(r->was_in_start);
	free(r->retire);
	free(r);
}

static void free_retired(struct context *ctx)
{
	struct reload *r = ctx->reloads->retired;

	ctx->reloads->retired = NULL;
	while (r != NULL) {
		struct reload *next = r->next;
		free_reload(r);
		r = next;
	}
}

/* ---- begin ---- */

static int make_arrays(struct context *ctx, struct reload *r)
{
	uint32_t buckets = ctx->children->mask + 1;

	r->count = sections_count(r->conf);
	if (buckets < r->count)
		buckets = r->count;
	r->units = calloc(r->count + 1, sizeof(void *));
	r->of = calloc(r->count + 1, sizeof *r->of);
	r->old_index = calloc(r->count + 1, sizeof *r->old_index);
	r->change = calloc(r->count + 1, 1);
	r->recreate = calloc(r->count + 1, sizeof *r->recreate);
	r->was_in_start = calloc(r->count + 1, sizeof *r->was_in_start);
	r->new_index = calloc(ctx->count + 1, sizeof *r->new_index);
	r->retire = calloc(ctx->count + 1, sizeof *r->retire);
	r->restart = calloc(ctx->count + 1, sizeof *r->restart);
	return child_table_init(&r->children, buckets) == 0 && r->units && r->of &&
			       r->old_index && r->change && r->recreate &&
			       r->was_in_start && r->new_index && r->retire && r->restart
		       ? 0
		       : -ENOMEM;
}

static int make_units(struct context *ctx, struct reload *r)
{
	for (uint32_t i = 0; i < r->count; i++) {
		struct generation *e;
		int err;

		if (r->old_index[i] >= 0 && !r->recreate[i])
			continue;
		err = generation_new(ctx, r->conf, i, 1, &e);
		if (err < 0)
			return err;
		e->next = r->generations;
		r->generations = e;
		r->units[i] = generation_unit(e, 0);
	}
	return 0;
}

static int prepare_reload(struct context *ctx, struct reload *r)
{
	int err = make_arrays(ctx, r);

	if (err < 0 || (err = output_reserve(ctx, r->conf)) < 0 ||
	    (err = policies_build(ctx, r->conf, &r->policies, r->of)) < 0 ||
	    (err = service_pipes_alloc(r->conf, &r->pipes)) < 0 ||
	    (err = health_alloc(r->conf, &r->health)) < 0)
		return err;
	reload_diff(ctx, r);
	if (reload_leaves_nothing(ctx, r))
		return -ENODATA;
	err = make_units(ctx, r);
	return err < 0 ? err : reload_relax_edges(ctx, r);
}

/* Returns true if the unit runs or has ended without a request. A unit that was never started,
 * or was stopped by hand, is not started because its section has changed. */
static bool was_up(const struct context *ctx, uint32_t i)
{
	enum svc_state state = core_state(ctx->core, i);

	return !core_stopped_by_hand(ctx->core, i) &&
	       (core_wanted(ctx->core, i) || state == SVC_FAILED || state == SVC_DONE ||
		state == SVC_SKIPPED);
}

static void begin_reload(struct context *ctx, struct reload *r)
{
	reload_report(ctx, r);
	ctx->reloads->running = r;
	core_hold_exit(ctx->core, true);
	for (uint32_t i = 0; i < ctx->count; i++)
		r->restart[i] = was_up(ctx, i);
	/* All of them are stopped before the first order is taken, so that they stop in
	 * order. */
	for (uint32_t i = 0; i < ctx->count; i++) {
		if (r->retire[i])
			core_stop_auto(ctx->core, i, clock_now());
	}
	context_pump(ctx);
}

int reload_start(struct context *ctx, struct conf *conf)
{
	struct reload *r;
	int err = 0;

	if (!reload_is_possible(ctx))
		err = -EBUSY;
	else if (conf_errors(conf) > 0)
		err = -EINVAL;
	r = err == 0 ? calloc(1, sizeof *r) : NULL;
	if (r == NULL) {
		conf_free(conf);
		return err ? err : -ENOMEM;
	}
	r->conf = conf;
	context_pump(ctx);
	err = prepare_reload(ctx, r);
	if (err < 0)
		free_reload(r);
	else
		begin_reload(ctx, r);
	return err;
}

bool reload_is_possible(const struct context *ctx)
{
	return !core_shutting_down(ctx->core) && ctx->reloads->running == NULL &&
	       ctx->setups_over;
}

/* ---- have all retired units stopped? ---- */

static bool is_gone(const struct context *ctx, uint32_t i)
{
	const struct unit *u = ctx->units[i];

	return !core_wanted(ctx->core, i) && !svc_has_process(core_state(ctx->core, i)) &&
	       !cleanup_is_running(u);
}

/* The units before next_check were gone when we looked at them. A unit that was started again
 * meanwhile is stopped again. */
static bool all_retired_gone(struct context *ctx, struct reload *r)
{
	bool gone = true;

	while (r->next_check < ctx->count &&
	       (!r->retire[r->next_check] || is_gone(ctx, r->next_check)))
		r->next_check++;
	if (r->next_check < ctx->count && !core_wanted(ctx->core, r->next_check))
		return false;
	r->next_check = 0;
	for (uint32_t i = 0; i < ctx->count; i++) {
		if (r->retire[i] && !is_gone(ctx, i) && core_wanted(ctx->core, i))
			core_stop_auto(ctx->core, i, clock_now());
	}
	context_pump(ctx);
	for (uint32_t i = 0; i < ctx->count; i++)
		gone &= !r->retire[i] || is_gone(ctx, i);
	return gone;
}

/* ---- the last output of retired units ---- */

static void report_lost_output(struct context *ctx, const struct reload *r)
{
	for (uint32_t i = 0; i < ctx->count; i++) {
		if (r->retire[i] && log_stream_has_unread(ctx->units[i]))
			ctx->host->report(REPORT_WARNING,
					  "%s: what it wrote last is lost: no logger runs",
					  unit_name(ctx->units[i]));
	}
}

static bool any_unread(const struct context *ctx, const struct reload *r)
{
	for (uint32_t i = 0; i < ctx->count; i++) {
		if (r->retire[i] && log_stream_has_unread(ctx->units[i]))
			return true;
	}
	return false;
}

/* A logger that died is replaced soon, and the new one reads the rest of their pipes. */
static bool wait_for_logger(struct context *ctx, struct reload *r)
{
	msec left;

	if (!any_unread(ctx, r))
		return false;
	if (r->logger_by == 0)
		r->logger_by = clock_now() + LOGGER_WAIT;
	left = r->logger_by - clock_now();
	if (left <= 0) {
		report_lost_output(ctx, r);
		return false;
	}
	if (!ev_is_active(&ctx->reloads->timer))
		timer_arm(ctx->loop, &ctx->reloads->timer, (double)left / 1e3);
	return true;
}

/* ---- the new core takes over ---- */

/* The unit that is started when `u` fails has another index now. */
static void keep_policy(const struct reload *r, const struct unit *u, struct policy *policy)
{
	int32_t start = policy->start_when_failed;

	*policy = *u->policy;
	if (!conf_is_dynamic(u->section, CONF_SERVICE_ON_FAILED)) {
		policy->start_when_failed = start;
	} else if (policy->start_when_failed >= 0) {
		policy->start_when_failed = r->new_index[policy->start_when_failed];
		policy->shutdown_when_failed = policy->start_when_failed < 0;
	}
}

/* Values with variables keep those of the last start; if the section has changed they are
 * expanded now. */
static void update_policy(struct context *ctx, struct reload *r, uint32_t i)
{
	struct unit *u = ctx->units[r->old_index[i]];
	const struct conf_section *old = u->section, *now = section_at(r->conf, i);
	char why[512] = "";
	struct env env;
	int err;

	if (r->change[i] == CHANGE_KEEP) {
		keep_policy(r, u, r->of[i]);
		return;
	}
	ctx->scratch.used = 0;
	u->section = now;
	err = environment_fill(u, &env, &TEXT(why));
	if (err == 0)
		err = policy_load(now, &env, &ctx->scratch, r->of[i], &TEXT(why));
	u->section = old;
	scratch_trim(ctx);
	if (err == 0)
		return;
	keep_policy(r, u, r->of[i]);
	ctx->host->report(REPORT_WARNING,
			  "reload: %s: what changed counts from its next start: %s",
			  unit_name(u), why[0] ? why : strerror(-err));
}

static void update_policies(struct context *ctx, struct reload *r)
{
	for (uint32_t i = 0; i < r->count; i++) {
		if (r->old_index[i] >= 0 && !r->recreate[i] &&
		    policy_is_dynamic(section_at(r->conf, i)))
			update_policy(ctx, r, i);
	}
}

static void abort_reload(struct context *ctx, struct reload *r)
{
	ctx->reloads->running = NULL;
	core_hold_exit(ctx->core, false);
	for (uint32_t i = 0; i < ctx->count; i++) {
		if (r->restart[i] && r->retire[i])
			core_want_auto(ctx->core, i, clock_now());
	}
	free_reload(r);
}

static void finish_reload(struct context *ctx, struct reload *r)
{
	struct core *core;

	update_policies(ctx, r);
	core = core_build(ctx, r->conf, r->of, r->old_index, r->recreate);
	if (core == NULL) {
		ctx->host->report(REPORT_ERROR,
				  "reload: %s; what stopped for it starts again",
				  strerror(ENOMEM));
		abort_reload(ctx, r);
		return;
	}
	reload_apply(ctx, r, core);
	output_reconfigure(ctx);
	outcome_begin(ctx, r);
	r->next = ctx->reloads->retired;
	ctx->reloads->retired = r;
}

/* Runs in a turn of the loop of its own, because it frees units. */
static void on_reload_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct context *ctx = w->data;
	struct reloads *reloads = ctx->reloads;
	struct reload *r = reloads->running;

	(void)revents;
	reloads->polling = true; /* else its own pump would feed the timer for ever */
	if (ctx->spawns_in_flight == 0)
		free_retired(ctx);
	if (r != NULL && core_shutting_down(ctx->core)) {
		ctx->host->report(REPORT_WARNING, "reload: given up, the container ends");
		abort_reload(ctx, r);
	} else if (r != NULL && all_retired_gone(ctx, r) && !wait_for_logger(ctx, r)) {
		ev_timer_stop(loop, w);
		finish_reload(ctx, r);
	}
	if (r != NULL)
		context_pump(ctx);
	reloads->polling = false;
}

/* After each pump we look whether all retired units have stopped. Retired reloads are freed as
 * soon as no start can read their configuration any more. */
static void on_pumped(struct context *ctx)
{
	const struct reloads *r = ctx->reloads;

	if (!r->polling &&
	    (r->running != NULL || (r->retired != NULL && ctx->spawns_in_flight == 0)))
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
