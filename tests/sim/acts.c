/* tests/sim/acts.c - performs outside actions: starts and stops services, moves the clock,
 * reloads, shuts down. */
#include "tests/sim/sim.h"

#include <string.h>

/* ---- the beginning ---- */

/* Sorts the edges by one of their ends with counting sort. Those of service i are
 * list[from[i]] up to list[from[i + 1] - 1]. */
static void index_edges(struct run *run, bool by_to, uint32_t *from, uint32_t *list)
{
	memset(from, 0, (run->count + 2) * sizeof *from);
	for (uint32_t e = 0; e < run->edge_count; e++)
		from[(by_to ? run->edges[e].to : run->edges[e].from) + 2]++;
	for (uint32_t i = 2; i < run->count + 2; i++)
		from[i] += from[i - 1];
	for (uint32_t e = 0; e < run->edge_count; e++)
		list[from[(by_to ? run->edges[e].to : run->edges[e].from) + 1]++] = e;
}

struct core_config acts_config(struct run *run, const struct policy **pointers)
{
	index_edges(run, true, run->in_at, run->in);
	index_edges(run, false, run->out_at, run->out);
	for (uint32_t i = 0; i < run->count; i++)
		pointers[i] = run->svc[i].policy;
	run->effective_timeout = run->shutdown_timeout;
	if (run->effective_timeout < 0)
		run->effective_timeout = rule_shutdown_timeout(run);
	return (struct core_config){ .count = run->count,
				     .policies = pointers,
				     .edges = run->edges,
				     .edge_count = run->edge_count,
				     .shutdown_timeout = run->shutdown_timeout,
				     .drain = run->drain,
				     .max_parallel = run->max_parallel };
}

void acts_init_unit(struct run *run, uint32_t i, const struct sim_service *from)
{
	struct svc *s = &run->svc[i];

	*s = (struct svc){ .id = from->id,
			   .faults = from->faults,
			   .autostart = from->autostart,
			   .condition_failed = from->condition_failed,
			   .state = SVC_DOWN,
			   .expect = NO_EVENT,
			   .due = DUE_NOTHING,
			   .arm_low = ARM_NONE,
			   .arm_high = ARM_NONE };
	run->policies[run->policy_bank][i] = from->policy;
	s->policy = &run->policies[run->policy_bank][i];
}

void acts_want(struct run *run, uint32_t i, bool by_hand)
{
	sim_trace(run, "%u is wanted%s", run->svc[i].id, by_hand ? "" : " softly");
	oracle_want(run, i, by_hand);
	if (by_hand)
		core_want(run->core, i, run->now);
	else
		core_want_auto(run->core, i, run->now);
}

void acts_begin(struct run *run)
{
	const struct sim_case *c = run->c;
	const struct policy *pointers[UNITS_MAX];
	struct core_config set;

	memset(run->index_of, -1, sizeof run->index_of);
	run->count = c->count;
	run->edge_count = c->edge_count;
	memcpy(run->edges, c->edges, c->edge_count * sizeof c->edges[0]);
	for (uint32_t i = 0; i < c->count; i++) {
		acts_init_unit(run, i, &c->services[i]);
		run->index_of[c->services[i].id] = (int32_t)i;
	}
	run->drain = c->drain;
	run->shutdown_timeout = c->shutdown_timeout;
	run->max_parallel = c->max_parallel;
	run->shutdown_arm = ARM_NONE;
	run->cause_service = run->first_failed = -1;
	set = acts_config(run, pointers);
	run->core = core_new(&set, c->seed);
	if (run->core == NULL) {
		sim_wrong(run, "sim", "no core: a circle?");
		return;
	}
	run->setting_up = true;
	for (uint32_t i = 0; i < c->setups; i++)
		acts_want(run, i, true);
}

void acts_after_setups(struct run *run)
{
	if (!run->setting_up)
		return;
	for (uint32_t i = 0; i < run->c->setups; i++) {
		enum svc_state state = run->svc[i].state;

		if (!run->ending && (rule_runs(state) || rule_moving(state)))
			return;
	}
	run->setting_up = false;
	for (uint32_t i = 0; i < run->count; i++) {
		if (run->svc[i].condition_failed)
			core_set_condition_failed(run->core, i, true);
	}
	oracle_propagate_skips(run);
	for (uint32_t i = run->c->setups; i < run->count; i++) {
		if (run->svc[i].autostart)
			acts_want(run, i, true);
	}
	core_started(run->core);
	run->started = true;
}

/* ---- manual ---- */

void acts_stop(struct run *run, uint32_t i, bool by_hand)
{
	struct svc *s = &run->svc[i];

	sim_trace(run, "%u is %s", s->id, by_hand ? "stopped by hand" : "retired");
	oracle_stop(run, i, by_hand);
	if (by_hand)
		core_stop(run->core, i, run->now);
	else
		core_stop_auto(run->core, i, run->now);
}

static void disable(struct run *run, uint32_t i, bool disabled)
{
	sim_trace(run, "%u is %s", run->svc[i].id, disabled ? "disabled" : "enabled");
	if (disabled)
		oracle_stop(run, i, true);
	if (!run->ending)
		run->svc[i].disabled = disabled;
	if (disabled)
		core_disable(run->core, i, run->now);
	else
		core_enable(run->core, i);
}

/* Gives the core answers that it no longer expects. They must not change anything. */
static void late_answers(struct run *run, uint32_t i, uint32_t arg)
{
	struct svc *s = &run->svc[i];

	sim_trace(run, "%u: a late answer", s->id);
	if (!s->preparing && arg % 2 == 0)
		core_prepared(run->core, i, run->now);
	if (!s->preparing && arg % 3 == 0)
		core_skip(run->core, i, run->now);
	if (!s->preparing && !rule_runs(s->state))
		core_exited(run->core, i, (struct exit_status){ EXIT_NOT_STARTED, 125 },
			    run->now);
	if (!s->pre_stopping)
		core_pre_stopped(run->core, i, run->now);
	if (s->state != SVC_READY || s->stop != NOT_STOPPED ||
	    s->policy->unhealthy == UNHEALTHY_IGNORE)
		core_unhealthy(run->core, i, run->now);
	if (rule_runs(s->state) && s->state != SVC_STARTING)
		core_ready(run->core, i, run->now);
	if (!run->ending) {
		core_escalate(run->core, run->now);
		core_shutdown_deadline(run->core, run->now);
	}
}

static void restart(struct run *run, uint32_t i)
{
	bool runs = rule_runs(run->svc[i].state);

	acts_stop(run, i, true);
	if (runs)
		acts_want(run, i, true);
}

static void clock_jumps(struct run *run, msec by)
{
	sim_trace(run, "the clock jumps by %d", (int)by);
	run->now += by;
	run->shutdown_by += by;
	for (uint32_t i = 0; i < run->count; i++)
		run->svc[i].stop_by += by;
}

static void escalation(struct run *run)
{
	bool killed = run->escalation == 2;

	sim_trace(run, "hurry");
	if (run->ending && run->escalation < 2) {
		run->escalation++;
		if (run->draining)
			run->shutdown_arm = run->shutdown_at > run->now
						    ? run->shutdown_at - run->now
						    : 0;
		run->draining = false;
		for (uint32_t i = 0; i < run->count && run->escalation == 1; i++) {
			struct svc *s = &run->svc[i];
			msec wait = s->state == SVC_KILLING ? 1000 : rule_stop_wait(run, i);

			if (s->state != SVC_STOPPING && s->state != SVC_KILLING)
				continue;
			s->arm_low = s->arm_high = wait > 1000 ? 1000 : wait;
			if (s->stop_by < run->now + 2000)
				s->stop_by = run->now + 2000;
		}
	}
	if (run->ending && run->escalation == 2 && !killed)
		oracle_kill_all(run);
	core_escalate(run->core, run->now);
}

void acts_retry(struct run *run)
{
	sim_trace(run, "what failed for a need is tried again");
	oracle_retry_failed_by_need(run);
	core_retry_failed_by_need(run->core, run->now);
}

/* ---- dispatch ---- */

void acts_do(struct run *run, const struct act *act)
{
	uint32_t i = act->service < run->count ? act->service : 0;

	switch (act->kind) {
	case ACT_STOP: acts_stop(run, i, true); break;
	case ACT_START: acts_want(run, i, true); break;
	case ACT_START_AUTO: acts_want(run, i, false); break;
	case ACT_RESTART: restart(run, i); break;
	case ACT_KILL9:
		if (run->svc[i].process)
			world_exited(run, i, (struct exit_status){ EXIT_BY_SIGNAL, 9 });
		break;
	case ACT_CLOCK: clock_jumps(run, act->arg); break;
	case ACT_THROTTLE:
		core_throttle(run->core, run->throttled = true);
		world_add(run, act->arg % 500, FACT_UNTHROTTLE, i, 0);
		break;
	case ACT_LATE: late_answers(run, i, act->arg); break;
	case ACT_RELOAD: reload_begin(run); break;
	case ACT_RETRY: acts_retry(run); break;
	case ACT_DISABLE: disable(run, i, true); break;
	case ACT_ENABLE: disable(run, i, false); break;
	case ACT_SHUTDOWN:
		sim_trace(run, "shutdown %u", act->arg);
		oracle_begin_shutdown(run, CAUSE_ASKED, (int)act->arg, -1);
		core_shutdown(run->core, (int)act->arg, run->now);
		break;
	case ACT_ESCALATE: escalation(run); break;
	case ACT_KINDS: break;
	}
}
