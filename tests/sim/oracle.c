/* tests/sim/oracle.c - checks each order from the core against the rules. */
#include "tests/sim/sim.h"

/* ---- state changes ---- */

/* Returns true if service a starts before service b when both may start. Starts are in
 * rounds: a service that has started in a round comes after all that have not. Otherwise
 * file order decides. */
static bool is_before(const struct run *run, uint32_t a, uint32_t b)
{
	if (run->svc[a].start_seq != run->svc[b].start_seq)
		return run->svc[a].start_seq < run->svc[b].start_seq;
	return a < b;
}

/* Returns true if a rule explains the event. Other events must follow from a fact. */
static bool follows_from_rule(const struct run *run, uint32_t i, enum svc_event on)
{
	const struct svc *s = &run->svc[i];
	bool waits = s->state == SVC_WAITING && !s->resumes && !run->ending;
	bool lost = waits && rule_need_in(run, i, SVC_FAILED);

	if (on == ON_WANT)
		return s->start_requested && !s->will_skip && !run->ending;
	if (on == ON_SKIP)
		return (s->start_requested && s->will_skip && !rule_runs(s->state)) ||
		       (waits && !lost && rule_need_in(run, i, SVC_SKIPPED));
	if (on == ON_NEED_FAILED)
		return lost;
	if (on == ON_MET) {
		if (run->throttled || !rule_could_start(run, i))
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
		return run->escalation >= 2 && rule_runs(s->state);
	if (on != ON_STOP && on != ON_PRE_STOP)
		return false;
	if (s->state == SVC_WAITING || s->state == SVC_BACKOFF)
		return run->ending && on == ON_STOP;
	return (s->state == SVC_READY || s->state == SVC_STARTING) &&
	       s->stop != NOT_STOPPED && !run->draining &&
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

static msec escalated(const struct run *run, msec wait)
{
	return run->escalation > 0 && wait > 1000 ? 1000 : wait;
}

/* Records the timer and the order that the core must give in the new state. */
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
		s->arm_high = escalated(run, rule_stop_wait(run, i));
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

/* Records that a service leaves a settled state. Services requested before that do not wait
 * for it again, unless it stops only because a need stops. */
static void note_settled(struct run *run, struct svc *s, enum svc_state from,
			 enum stop_cause stop, enum svc_event on)
{
	if ((from != SVC_READY && from != SVC_DONE && from != SVC_FAILED &&
	     from != SVC_SKIPPED) ||
	    stop == STOPPED_FOR_NEED)
		return;
	s->left_at = on == ON_WANT ? s->requested_at : ++run->calls;
}

static void restart_dependents(struct run *run, uint32_t i)
{
	for (uint32_t k = run->out_at[i]; k < run->out_at[i + 1]; k++) {
		const struct core_edge *e = &run->edges[run->out[k]];
		struct svc *s = &run->svc[e->to];

		if (e->kind == EDGE_NEED && s->state == SVC_BACKOFF && s->counted) {
			s->restarts--; /* this crash may have caused the exit */
			s->counted = false;
		}
		if (e->kind != EDGE_NEED || !s->policy->restart_with_need ||
		    !rule_runs(s->state) || s->stop != NOT_STOPPED)
			continue;
		s->stop = STOPPED_FOR_NEED;
		oracle_stop_dependents(run, e->to);
	}
}

/* Marks prepared services whose start is now delayed, even briefly: the core may prepare
 * them again. */
static void note_unmet(struct run *run, uint32_t i)
{
	for (uint32_t k = run->out_at[i]; k < run->out_at[i + 1]; k++) {
		struct svc *s = &run->svc[run->edges[run->out[k]].to];

		if (s->prepared && !s->unmet)
			s->unmet = !rule_met(run, run->edges[run->out[k]].to);
	}
}

/* Updates the oracle's model of a service that has changed its state. */
static void enter_state(struct run *run, uint32_t i, enum svc_state to, enum svc_event on)
{
	struct svc *s = &run->svc[i];
	enum svc_state from = s->state;
	enum stop_cause stop = s->stop;

	if (!s->retries)
		note_settled(run, s, from, stop, on);
	s->retries = false;
	s->failed_by_need = on == ON_NEED_FAILED;
	s->state = to;
	s->since = run->now;
	s->preparing = s->prepared = s->pre_stopping = false;
	s->start_requested &= on != ON_WANT && on != ON_SKIP && on != ON_MET;
	if (!rule_runs(to))
		s->stop = NOT_STOPPED;
	if (on == ON_MET) {
		run->start_seq =
			run->start_seq > s->start_seq ? run->start_seq : s->start_seq;
		s->start_seq = run->start_seq + 1;
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
		s->resumes = false;
	expect_orders(run, i, on);
	if (on == ON_DIED_WAIT && stop != NOT_STOPPED)
		s->requested_at = ++run->calls;
	if (on == ON_READY) {
		s->was_ready = true;
		s->ready_at = run->now;
	}
	if (to == SVC_FAILED || to == SVC_SKIPPED)
		oracle_stop_dependents(run, i);
	else if (from == SVC_READY && to != SVC_DONE && stop == NOT_STOPPED)
		restart_dependents(run, i);
}

static void on_report(struct run *run, const struct core_order *o)
{
	struct svc *s = &run->svc[o->service];
	bool expected = s->expect == (int)o->on;

	if (o->from != s->state || o->to != target(s->state, o->on))
		sim_wrong(run, "move", "%u: %s -> %s by %s", s->id, svc_state_word(o->from),
			  svc_state_word(o->to), svc_event_word(o->on));
	if (s->due != DUE_NOTHING)
		sim_wrong(run, "no order", "%u: order %d did not come", s->id, s->due);
	if (!expected && !follows_from_rule(run, o->service, o->on))
		sim_wrong(run, "not due", "%u: %s while %s", s->id, svc_event_word(o->on),
			  svc_state_word(s->state));
	if (s->preparing)
		sim_wrong(run, "prepares on", "%u: %s while it prepares", s->id,
			  svc_event_word(o->on));
	if (run->wrong[0])
		return;
	s->expect = expected ? NO_EVENT : s->expect;
	enter_state(run, o->service, o->to, o->on);
	if (o->on == ON_NEED_FAILED) {
		s->wanted = false;
		s->code = 1;
		if (s->policy->main)
			oracle_begin_shutdown(run, CAUSE_MAIN, 1, (int)o->service);
	} else if (o->on == ON_DIED_DONE || o->on == ON_DIED_FAILED) {
		oracle_unit_finished(run, o->service, o->on == ON_DIED_FAILED);
	}
}

/* ---- orders ---- */

static void on_prepare(struct run *run, uint32_t i)
{
	struct svc *s = &run->svc[i];

	if (s->state != SVC_WAITING || s->preparing || (s->prepared && !s->unmet) ||
	    !s->policy->prepare || run->ending || !rule_met(run, i) ||
	    (!s->resumes &&
	     (rule_need_in(run, i, SVC_FAILED) || rule_need_in(run, i, SVC_SKIPPED))))
		sim_wrong(run, "prepares", "%u is to prepare", s->id);
	s->preparing = true;
	s->start_requested = s->prepared = s->unmet = false;
	s->was_ready = s->failed_run = false;
	s->step = 0;
}

static void on_cancel_prepare(struct run *run, uint32_t i)
{
	struct svc *s = &run->svc[i];
	bool lost = !s->resumes &&
		    (rule_need_in(run, i, SVC_FAILED) || rule_need_in(run, i, SVC_SKIPPED));

	if (!s->preparing ||
	    (rule_met(run, i) && !run->ending && !lost && s->expect != ON_STOP &&
	     !(s->start_requested && s->will_skip)))
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

	/* With ORDER_PREPARE and ORDER_CANCEL_PREPARE the core also cancels the timer,
	 * although it is not running. */
	if (wait == ARM_OFF && s->arm_high == ARM_NONE && s->state == SVC_WAITING)
		return;
	if (s->arm_high == ARM_NONE || wait < s->arm_low || wait > s->arm_high)
		sim_wrong(run, "timer", "%u: armed for %d, not %d to %d", s->id, (int)wait,
			  (int)s->arm_low, (int)s->arm_high);
	s->arm_low = s->arm_high = ARM_NONE;
}

static void on_arm_shutdown(struct run *run, msec wait)
{
	if (!run->ending) {
		if (!run->started || run->exit_held || rule_anything_left(run))
			sim_wrong(run, "ends", "it ends, and nothing says so");
		oracle_begin_shutdown(run, CAUSE_NOTHING_LEFT, run->first_failed_code,
				      run->first_failed);
	}
	if (wait != run->shutdown_arm)
		sim_wrong(run, "end timer", "armed for %d, not %d", (int)wait,
			  (int)run->shutdown_arm);
	run->shutdown_arm = ARM_NONE;
}

void oracle_order(struct run *run, const struct core_order *o)
{
	switch (o->kind) {
	case ORDER_REPORT: on_report(run, o); break;
	case ORDER_ARM_TIMER: on_arm(run, o->service, o->wait); break;
	case ORDER_CANCEL_TIMER: on_arm(run, o->service, ARM_OFF); break;
	case ORDER_PREPARE: on_prepare(run, o->service); break;
	case ORDER_NOTHING: break;
	case ORDER_CANCEL_PREPARE: on_cancel_prepare(run, o->service); break;
	case ORDER_SPAWN:
	case ORDER_PRE_STOP:
	case ORDER_SIGNAL:
	case ORDER_KILL: on_due(run, o); break;
	case ORDER_ARM_SHUTDOWN: on_arm_shutdown(run, o->wait); break;
	case ORDER_FINISHED:
		for (uint32_t i = 0; i < run->count; i++)
			if (run->svc[i].process)
				sim_wrong(run, "finished", "%u still runs", run->svc[i].id);
		if (!run->ending || run->finished)
			sim_wrong(run, "finished", "it was not ending, or twice");
		run->finished = true;
	}
}
