/* tests/sim/oracle.c - what each fact must lead to, and each order against the rules. */
#include "tests/sim/sim.h"

/* ---- what is asked of services ---- */

void oracle_bars(struct run *run)
{
	bool more = true;

	for (uint32_t i = 0; i < run->count; i++)
		run->svc[i].out = run->svc[i].barred;
	while (more) {
		more = false;
		for (uint32_t e = 0; e < run->edge_count; e++) {
			struct svc *to = &run->svc[run->edges[e].to];

			if (run->edges[e].kind == EDGE_NEED && !to->out &&
			    run->svc[run->edges[e].from].out)
				to->out = more = true;
		}
	}
}

static void ask(struct run *run, uint32_t i, bool by_hand)
{
	struct svc *s = &run->svc[i];

	if (by_hand || !(rule_runs(s->state) || s->state == SVC_BACKOFF))
		s->restarts = 0;
	s->returns &= !by_hand;
	s->wanted = true;
	s->asked = s->state != SVC_WAITING || s->out; /* else nothing is said */
	s->by_hand = false;
	s->asked_at = run->calls;
	if (s->out)
		return;
	for (uint32_t at = run->in_at[i]; at < run->in_at[i + 1]; at++) {
		const struct core_edge *e = &run->edges[run->in[at]];
		struct svc *p = &run->svc[e->from];

		if (e->kind == EDGE_ORDER || p->asked_at == run->calls || p->satisfied ||
		    p->state == SVC_DONE || (p->wanted && p->state != SVC_WAITING))
			continue;
		if (by_hand || (!p->by_hand && p->state != SVC_FAILED))
			ask(run, e->from, by_hand);
	}
}

void oracle_want(struct run *run, uint32_t i, bool by_hand)
{
	const struct svc *s = &run->svc[i];

	if (run->ending ||
	    (!by_hand && (s->wanted || s->by_hand || s->state == SVC_FAILED)))
		return;
	run->calls++;
	ask(run, i, by_hand);
}

/* ---- what stops because of others ---- */

/* What needs it stops first and returns; through what is about to come back, too. */
static void halt_dependents(struct run *run, uint32_t i)
{
	if (run->svc[i].satisfied)
		return;
	for (uint32_t at = run->out_at[i]; at < run->out_at[i + 1]; at++) {
		const struct core_edge *e = &run->edges[run->out[at]];
		struct svc *s = &run->svc[e->to];

		if (e->kind != EDGE_NEED)
			continue;
		if (rule_runs(s->state) && s->halt == NOT_HALTED) {
			s->halt = HALTED_BY_NEED;
			halt_dependents(run, e->to);
		} else if (s->expect != ON_STOP &&
			   (s->state == SVC_BACKOFF ||
			    (s->state == SVC_WAITING && s->returns))) {
			s->returns = true;
			halt_dependents(run, e->to);
		}
	}
}

void oracle_stop(struct run *run, uint32_t i, bool by_hand)
{
	struct svc *s = &run->svc[i];

	if (run->ending)
		return;
	s->by_hand |= by_hand;
	s->wanted = s->asked = false;
	if (rule_runs(s->state)) {
		s->halt = HALTED_DOWN;
	} else if (s->state != SVC_DOWN && s->state != SVC_SKIPPED) {
		s->expect = ON_STOP;
	}
	halt_dependents(run, i);
}

void oracle_begin_end(struct run *run, enum core_cause cause, int code, int service)
{
	if (run->ending)
		return;
	run->ending = true;
	run->cause = cause;
	run->cause_code = code;
	run->cause_service = service;
	run->draining = cause == CAUSE_ASKED && run->drain > 0;
	run->end_at = run->now + run->end_timeout;
	run->end_by = run->end_at + 8000; /* the world's longest unkillable time, and one */
	run->arm_end = run->end_timeout;
	if (run->draining && run->drain < run->end_timeout)
		run->arm_end = run->drain;
	for (uint32_t i = 0; i < run->count; i++) {
		run->svc[i].wanted = run->svc[i].asked = false;
		if (rule_runs(run->svc[i].state))
			run->svc[i].halt = HALTED_DOWN;
	}
}

/* ---- how a run ends: DESIGN 5.3, a second time ---- */

static bool is_success(const struct svc *s, struct end end)
{
	const struct conf_codes *good = &s->policy->success;

	if (s->failed_run || (!s->was_ready && !s->policy->task))
		return false;
	if (end.kind == END_EXIT)
		return good->exits[end.value / 32] & (1u << end.value % 32);
	return end.kind == END_SIGNAL && good->signals & ((uint64_t)1 << (end.value - 1));
}

static bool lacks_need(const struct run *run, uint32_t i)
{
	for (uint32_t at = run->in_at[i]; at < run->in_at[i + 1]; at++) {
		const struct core_edge *e = &run->edges[run->in[at]];

		if (e->kind == EDGE_NEED && !rule_there(&run->svc[e->from]))
			return true;
	}
	return false;
}

enum svc_event oracle_verdict(struct run *run, uint32_t i, struct end end)
{
	struct svc *s = &run->svc[i];
	const struct policy *p = s->policy;
	bool good = is_success(s, end);

	s->code = end.kind == END_SIGNAL ? 128 + end.value : end.value;
	if (run->ending || (s->halt == HALTED_DOWN && !s->wanted)) {
		s->wanted = false;
		return ON_DIED_DOWN;
	}
	if (s->halt == HALTED_DOWN)
		return ON_DIED_WAIT;
	if (s->halt == HALTED_BY_NEED) {
		s->returns = true;
		return ON_DIED_WAIT;
	}
	if (good && (p->task || p->restart != RESTART_ALWAYS))
		return ON_DIED_DONE;
	if (p->restart == RESTART_NEVER)
		return ON_DIED_FAILED;
	if (lacks_need(run, i)) {
		s->returns = true;
		return ON_DIED_WAIT;
	}
	if (s->was_ready && run->now >= s->ready_at + p->reset) {
		s->restarts = 0;
		return ON_DIED_AGAIN;
	}
	if (p->limit > 0 && s->restarts >= p->limit)
		return ON_DIED_FAILED;
	s->restarts++;
	return ON_DIED_AGAIN;
}

static void ended_for_good(struct run *run, uint32_t i, bool failed)
{
	const struct svc *s = &run->svc[i];
	int code = failed && s->code == 0 ? 1 : s->code;

	run->svc[i].wanted = false;
	if (failed && run->first_failed_code == 0) {
		run->first_failed = (int)i;
		run->first_failed_code = code;
	}
	if (s->policy->main)
		oracle_begin_end(run, CAUSE_MAIN, s->code, (int)i);
	else if (failed && s->policy->setup)
		oracle_begin_end(run, CAUSE_SETUP, code, (int)i);
	else if (failed && s->policy->shutdown_when_failed)
		oracle_begin_end(run, CAUSE_FAILED, code, (int)i);
	else if (failed && s->policy->start_when_failed >= 0)
		oracle_want(run, (uint32_t)s->policy->start_when_failed, false);
}

/* ---- changes of state ---- */

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
		for (uint32_t n = 0; n < i; n++) /* in file order */
			if (!run->svc[n].policy->task && rule_could_start(run, n))
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
static void expect_orders(struct run *run, struct svc *s, enum svc_event on)
{
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
		s->arm_high = hurried(run, s->pre_stopping ? p->pre_stop_timeout
							   : p->stop_waits[s->step]);
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

		if (e->kind != EDGE_NEED || !s->policy->restart_with_need ||
		    !rule_runs(s->state) || s->halt != NOT_HALTED)
			continue;
		s->halt = HALTED_BY_NEED;
		halt_dependents(run, e->to);
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

	note_left(run, s, from, halt, on);
	s->state = to;
	s->since = run->now;
	s->preparing = s->prepared = s->pre_stopping = false;
	s->asked &= on != ON_WANT && on != ON_SKIP && on != ON_MET;
	if (!rule_runs(to))
		s->halt = NOT_HALTED;
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
	expect_orders(run, s, on);
	if (on == ON_DIED_WAIT && halt != NOT_HALTED)
		s->asked_at = ++run->calls;
	if (on == ON_READY) {
		s->was_ready = true;
		s->ready_at = run->now;
	}
	if (to == SVC_FAILED || to == SVC_SKIPPED)
		halt_dependents(run, i);
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
		ended_for_good(run, o->service, o->on == ON_DIED_FAILED);
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
	case ORDER_SAY: on_say(run, o); break;
	case ORDER_ARM: on_arm(run, o->service, o->wait); break;
	case ORDER_CANCEL: on_arm(run, o->service, ARM_OFF); break;
	case ORDER_PREPARE: on_prepare(run, o->service); break;
	case ORDER_UNPREPARE: on_unprepare(run, o->service); break;
	case ORDER_SPAWN:
	case ORDER_PRE_STOP:
	case ORDER_SIGNAL:
	case ORDER_KILL: on_due(run, o); break;
	case ORDER_ARM_END: on_arm_end(run, o->wait); break;
	case ORDER_FINISHED:
		for (uint32_t i = 0; i < run->count; i++)
			if (run->svc[i].process)
				sim_wrong(run, "finished", "%u still runs", run->svc[i].id);
		if (!run->ending || run->finished)
			sim_wrong(run, "finished", "it was not ending, or twice");
		run->finished = true;
	}
}
