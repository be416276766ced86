/* tests/sim/oracle.c - every order, against the rules. */
#include "tests/sim/sim.h"

/* ---- changes of state ---- */

/* In file order, but who was started goes behind those who were not since. */
static bool is_before(const struct run *run, uint32_t a, uint32_t b)
{
	if (run->svc[a].round != run->svc[b].round)
		return run->svc[a].round < run->svc[b].round;
	return a < b;
}

/* What follows from no fact must follow from a rule. */
static bool is_due_by_rule(const struct run *run, uint32_t i, enum svc_event on)
{
	const struct svc *s = &run->svc[i];
	bool waits = s->state == SVC_WAITING && !s->returns && !run->ending;
	bool lost = waits && rule_need_in(run, i, SVC_FAILED);

	if (on == ON_WANT)
		return s->asked && !s->out && !run->ending;
	if (on == ON_SKIP)
		return (s->asked && s->out && !rule_runs(s->state)) ||
		       (waits && !lost && rule_need_in(run, i, SVC_SKIPPED));
	if (on == ON_NEED_FAILED)
		return lost;
	if (on == ON_MET) {
		if (run->paused || !rule_could_start(run, i))
			return false;
		if (s->policy->task || run->max_parallel == 0)
			return true;
		for (uint32_t n = 0; n < run->count; n++)
			if (!run->svc[n].policy->task && is_before(run, n, i) &&
			    rule_could_start(run, n))
				return false;
		return rule_starting(run) < run->max_parallel;
	}
	if (on == ON_KILL)
		return run->hurry >= 2 && rule_runs(s->state);
	if (on != ON_STOP && on != ON_PRE_STOP)
		return false;
	if (s->state == SVC_WAITING || s->state == SVC_BACKOFF)
		return run->ending && on == ON_STOP;
	return (s->state == SVC_READY || s->state == SVC_STARTING) &&
	       s->halt != NOT_HALTED && !run->draining &&
	       (on == ON_PRE_STOP) == (s->state == SVC_READY && s->policy->pre_stop) &&
	       rule_first_to_stop(run, i);
}

static enum svc_state target(enum svc_state from, enum svc_event on)
{
	static const enum svc_state to[SVC_EVENT_COUNT] = {
		[ON_WANT] = SVC_WAITING,         [ON_SKIP] = SVC_SKIPPED,
		[ON_MET] = SVC_STARTING,         [ON_NEED_FAILED] = SVC_FAILED,
		[ON_PRE_STOP] = SVC_STOPPING,    [ON_UNHEALTHY] = SVC_STOPPING,
		[ON_READY] = SVC_READY,          [ON_LAST_WAIT] = SVC_KILLING,
		[ON_KILL] = SVC_KILLING,         [ON_DIED_AGAIN] = SVC_BACKOFF,
		[ON_DIED_WAIT] = SVC_WAITING,    [ON_DIED_DOWN] = SVC_DOWN,
		[ON_DIED_DONE] = SVC_DONE,       [ON_DIED_FAILED] = SVC_FAILED,
		[ON_PRE_STOPPED] = SVC_STOPPING,
	};

	if (on == ON_STOP)
		return rule_runs(from) ? SVC_STOPPING : SVC_DOWN;
	if (on == ON_TIMEOUT)
		return from == SVC_BACKOFF ? SVC_WAITING : SVC_STOPPING;
	return to[on];
}

static msec hurried(const struct run *run, msec wait)
{
	return run->hurry > 0 && wait > 1000 ? 1000 : wait;
}

/* The timer and the order that belong to what it has become. */
static void expect_orders(struct run *run, uint32_t i, enum svc_event on)
{
	struct svc *s = &run->svc[i];
	const struct policy *p = s->policy;
	msec pause = p->delay;

	s->arm_low = s->arm_high = ARM_OFF;
	if (s->state == SVC_STARTING) {
		s->due = ORDER_SPAWN;
		if (p->start_timeout > 0)
			s->arm_low = s->arm_high = p->start_timeout;
	} else if (s->state == SVC_STOPPING) {
		s->pre_stopping = on == ON_PRE_STOP;
		s->due = s->pre_stopping ? ORDER_PRE_STOP : ORDER_SIGNAL;
		s->arm_high = hurried(run, rule_stop_wait(run, i));
		s->arm_low = s->arm_high;
	} else if (s->state == SVC_KILLING) {
		s->due = ORDER_KILL;
		s->arm_low = s->arm_high = 1000;
	} else if (s->state == SVC_BACKOFF) {
		for (uint32_t k = 1; k < s->restarts && pause < p->max_delay; k++)
			pause *= 2;
		pause = pause < p->max_delay ? pause : p->max_delay;
		s->arm_low = pause - pause / 10;
		s->arm_high = pause + pause / 10;
	}
}

static void note_stop(struct run *run, struct svc *s)
{
	msec most = s->policy->pre_stop ? s->policy->pre_stop_timeout : 0;

	for (uint32_t k = 0; k < s->policy->stop_count; k++)
		most += s->policy->stop_waits[k];
	s->stop_by = run->now + most;
}

/* It left what it had settled in, by itself: nobody waits for it again. */
static void note_left(struct run *run, struct svc *s, enum svc_state from, enum halted halt,
		      enum svc_event on)
{
	if ((from != SVC_READY && from != SVC_DONE && from != SVC_FAILED &&
	     from != SVC_SKIPPED) ||
	    halt == HALTED_BY_NEED)
		return;
	s->left_at = on == ON_WANT ? s->asked_at : ++run->calls;
}

static void crashed(struct run *run, uint32_t i)
{
	for (uint32_t at = run->out_at[i]; at < run->out_at[i + 1]; at++) {
		const struct core_edge *e = &run->edges[run->out[at]];
		struct svc *s = &run->svc[e->to];

		if (e->kind == EDGE_NEED && s->state == SVC_BACKOFF && s->counted) {
			s->restarts--; /* it may have ended of this very crash */
			s->counted = false;
		}
		if (e->kind != EDGE_NEED || !s->policy->restart_with_need ||
		    !rule_runs(s->state) || s->halt != NOT_HALTED)
			continue;
		s->halt = HALTED_BY_NEED;
		oracle_halt_dependents(run, e->to);
	}
}

/* Who was prepared and misses something again, be it for a moment, may do it once more. */
static void note_unmet(struct run *run, uint32_t i)
{
	for (uint32_t at = run->out_at[i]; at < run->out_at[i + 1]; at++) {
		struct svc *s = &run->svc[run->edges[run->out[at]].to];

		if (s->prepared && !s->unmet)
			s->unmet = !rule_met(run, run->edges[run->out[at]].to);
	}
}

/* What a change does to the one that changed. */
static void become(struct run *run, uint32_t i, enum svc_state to, enum svc_event on)
{
	struct svc *s = &run->svc[i];
	enum svc_state from = s->state;
	enum halted halt = s->halt;

	if (!s->tries)
		note_left(run, s, from, halt, on);
	s->tries = false;
	s->failed_for_need = on == ON_NEED_FAILED;
	s->state = to;
	s->since = run->now;
	s->preparing = s->prepared = s->pre_stopping = false;
	s->asked &= on != ON_WANT && on != ON_SKIP && on != ON_MET;
	if (!rule_runs(to))
		s->halt = NOT_HALTED;
	if (on == ON_MET) {
		run->round = run->round > s->round ? run->round : s->round;
		s->round = run->round + 1;
	}
	if (to == SVC_STARTING) {
		s->was_ready = s->failed_run = false;
		s->step = 0;
	} else if (to == SVC_STOPPING) {
		note_stop(run, s);
	} else if (to == SVC_DONE && s->policy->task) {
		s->satisfied = true;
	} else if (to == SVC_SKIPPED) {
		s->wanted = false;
	}
	note_unmet(run, i);
	if (to != SVC_WAITING && to != SVC_BACKOFF)
		s->returns = false;
	expect_orders(run, i, on);
	if (on == ON_DIED_WAIT && halt != NOT_HALTED)
		s->asked_at = ++run->calls;
	if (on == ON_READY) {
		s->was_ready = true;
		s->ready_at = run->now;
	}
	if (to == SVC_FAILED || to == SVC_SKIPPED)
		oracle_halt_dependents(run, i);
	else if (from == SVC_READY && to != SVC_DONE && halt == NOT_HALTED)
		crashed(run, i);
}

static void on_say(struct run *run, const struct core_order *o)
{
	struct svc *s = &run->svc[o->service];
	bool expected = s->expect == (int)o->on;

	if (o->from != s->state || o->to != target(s->state, o->on))
		sim_wrong(run, "move", "%u: %s -> %s by %s", s->id, svc_state_word(o->from),
			  svc_state_word(o->to), svc_event_word(o->on));
	if (s->due != DUE_NOTHING)
		sim_wrong(run, "no order", "%u: order %d did not come", s->id, s->due);
	if (!expected && !is_due_by_rule(run, o->service, o->on))
		sim_wrong(run, "not due", "%u: %s while %s", s->id, svc_event_word(o->on),
			  svc_state_word(s->state));
	if (s->preparing)
		sim_wrong(run, "prepares on", "%u: %s while it prepares", s->id,
			  svc_event_word(o->on));
	if (run->wrong[0])
		return;
	s->expect = expected ? NO_EVENT : s->expect;
	become(run, o->service, o->to, o->on);
	if (o->on == ON_NEED_FAILED) {
		s->wanted = false;
		s->code = 1;
		if (s->policy->main)
			oracle_begin_end(run, CAUSE_MAIN, 1, (int)o->service);
	} else if (o->on == ON_DIED_DONE || o->on == ON_DIED_FAILED) {
		oracle_ended(run, o->service, o->on == ON_DIED_FAILED);
	}
}

/* ---- orders ---- */

static void on_prepare(struct run *run, uint32_t i)
{
	struct svc *s = &run->svc[i];

	if (s->state != SVC_WAITING || s->preparing || (s->prepared && !s->unmet) ||
	    !s->policy->prepare || run->ending || !rule_met(run, i) ||
	    (!s->returns &&
	     (rule_need_in(run, i, SVC_FAILED) || rule_need_in(run, i, SVC_SKIPPED))))
		sim_wrong(run, "prepares", "%u is to prepare", s->id);
	s->preparing = true;
	s->asked = s->prepared = s->unmet = false;
	s->was_ready = s->failed_run = false;
	s->step = 0;
}

static void on_unprepare(struct run *run, uint32_t i)
{
	struct svc *s = &run->svc[i];
	bool lost = !s->returns &&
		    (rule_need_in(run, i, SVC_FAILED) || rule_need_in(run, i, SVC_SKIPPED));

	if (!s->preparing || (rule_met(run, i) && !run->ending && !lost &&
			      s->expect != ON_STOP && !(s->asked && s->out)))
		sim_wrong(run, "unprepares", "%u is to leave its preparing", s->id);
	s->preparing = false;
}

static void on_due(struct run *run, const struct core_order *o)
{
	struct svc *s = &run->svc[o->service];

	if (s->due != (int)o->kind || (o->kind == ORDER_SIGNAL && o->step != s->step))
		sim_wrong(run, "order", "%u: order %d step %u, due is %d step %u", s->id,
			  (int)o->kind, o->step, s->due, s->step);
	if ((o->kind == ORDER_SPAWN) == s->process)
		sim_wrong(run, "processes", "%u: order %d, process: %d", s->id,
			  (int)o->kind, s->process);
	s->due = DUE_NOTHING;
}

static void on_arm(struct run *run, uint32_t i, msec wait)
{
	struct svc *s = &run->svc[i];

	/* To prepare and to leave it clear the timer, which nobody awaits there. */
	if (wait == ARM_OFF && s->arm_high == ARM_NONE && s->state == SVC_WAITING)
		return;
	if (s->arm_high == ARM_NONE || wait < s->arm_low || wait > s->arm_high)
		sim_wrong(run, "timer", "%u: armed for %d, not %d to %d", s->id, (int)wait,
			  (int)s->arm_low, (int)s->arm_high);
	s->arm_low = s->arm_high = ARM_NONE;
}

static void on_arm_end(struct run *run, msec wait)
{
	if (!run->ending) {
		if (!run->started || run->held || rule_anything_left(run))
			sim_wrong(run, "ends", "it ends, and nothing says so");
		oracle_begin_end(run, CAUSE_NOTHING_LEFT, run->first_failed_code,
				 run->first_failed);
	}
	if (wait != run->arm_end)
		sim_wrong(run, "end timer", "armed for %d, not %d", (int)wait,
			  (int)run->arm_end);
	run->arm_end = ARM_NONE;
}

void oracle_order(struct run *run, const struct core_order *o)
{
	switch (o->kind) {
	case ORDER_REPORT: on_say(run, o); break;
	case ORDER_ARM_TIMER: on_arm(run, o->service, o->wait); break;
	case ORDER_CANCEL_TIMER: on_arm(run, o->service, ARM_OFF); break;
	case ORDER_PREPARE: on_prepare(run, o->service); break;
	case ORDER_NOTHING: break;
	case ORDER_CANCEL_PREPARE: on_unprepare(run, o->service); break;
	case ORDER_SPAWN:
	case ORDER_PRE_STOP:
	case ORDER_SIGNAL:
	case ORDER_KILL: on_due(run, o); break;
	case ORDER_ARM_SHUTDOWN: on_arm_end(run, o->wait); break;
	case ORDER_FINISHED:
		for (uint32_t i = 0; i < run->count; i++)
			if (run->svc[i].process)
				sim_wrong(run, "finished", "%u still runs", run->svc[i].id);
		if (!run->ending || run->finished)
			sim_wrong(run, "finished", "it was not ending, or twice");
		run->finished = true;
	}
}
