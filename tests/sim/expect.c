/* tests/sim/expect.c - what each fact must lead to: wanted, stopped, ended. */
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
		s->restarts = s->useless = 0, s->counted = false;
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

/* One of its needs has failed and stays so. */
static bool is_hopeless(const struct run *run, uint32_t i)
{
	for (uint32_t at = run->in_at[i]; at < run->in_at[i + 1]; at++) {
		const struct core_edge *e = &run->edges[run->in[at]];
		const struct svc *from = &run->svc[e->from];

		if (e->kind == EDGE_NEED && from->state == SVC_FAILED && !from->satisfied &&
		    !from->tries)
			return true;
	}
	return false;
}

/* Of those that failed for a need alone, the most that can be tried together. They leave
 * where they are, all at once, and are then asked for, all at once. */
void oracle_try_again(struct run *run)
{
	bool fewer = !run->ending;

	for (uint32_t i = 0; i < run->count && !run->ending; i++)
		run->svc[i].tries = run->svc[i].failed_for_need;
	while (fewer) {
		fewer = false;
		for (uint32_t i = 0; i < run->count; i++) {
			if (run->svc[i].tries && is_hopeless(run, i)) {
				run->svc[i].tries = false;
				fewer = true;
			}
		}
	}
	run->calls++;
	for (uint32_t i = 0; i < run->count; i++) {
		if (!run->svc[i].tries)
			continue;
		run->svc[i].left_at = run->calls;
		run->svc[i].expect = ON_STOP;
	}
	run->calls++;
	for (uint32_t i = 0; i < run->count; i++) {
		if (run->svc[i].tries)
			ask(run, i, false);
	}
}

/* A reload made it another: what the one before did says nothing of it. */
void oracle_forget(struct run *run, uint32_t i)
{
	struct svc *s = &run->svc[i];

	s->restarts = s->useless = 0;
	s->ready_at = 0;
	s->counted = s->satisfied = s->returns = s->was_ready = false;
}

/* Who failed first, of those who are there. */
void oracle_first_failed(struct run *run)
{
	run->first_failed = -1;
	run->first_failed_code = 0;
	for (uint32_t i = 0; i < run->count; i++) {
		const struct svc *s = &run->svc[i];

		if (s->state != SVC_FAILED || s->failed_for_need ||
		    (run->first_failed >= 0 &&
		     s->since >= run->svc[run->first_failed].since))
			continue;
		run->first_failed = (int)i;
		run->first_failed_code = s->code != 0 ? s->code : 1;
	}
}

/* ---- what stops because of others ---- */

/* What needs it stops first and returns; through what is about to come back, too. */
void oracle_halt_dependents(struct run *run, uint32_t i)
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
			oracle_halt_dependents(run, e->to);
		} else if (s->expect != ON_STOP &&
			   (s->state == SVC_BACKOFF ||
			    (s->state == SVC_WAITING && s->returns))) {
			s->returns = true;
			oracle_halt_dependents(run, e->to);
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
	oracle_halt_dependents(run, i);
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
		run->svc[i].ended_with = rule_runs(run->svc[i].state);
		if (rule_runs(run->svc[i].state))
			run->svc[i].halt = HALTED_DOWN;
	}
}

/* The third request, or the end's time is over: what is killed already once more, too, for
 * the sake of what runs at its end. */
void oracle_kill_all(struct run *run)
{
	for (uint32_t i = 0; i < run->count; i++) {
		struct svc *s = &run->svc[i];

		if (s->state != SVC_KILLING)
			continue;
		s->due = ORDER_KILL;
		s->arm_low = s->arm_high = 1000;
	}
}

/* ---- how a run ends: DESIGN 5.3, a second time ---- */

static bool is_success(const struct svc *s, struct exit_status end)
{
	const struct conf_codes *good = &s->policy->success;

	if (s->failed_run || (!s->was_ready && !s->policy->task))
		return false;
	if (end.kind == EXIT_BY_CODE)
		return good->exits[end.value / 32] & (1u << end.value % 32);
	return end.kind == EXIT_BY_SIGNAL &&
	       good->signals & ((uint64_t)1 << (end.value - 1));
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

enum svc_event oracle_verdict(struct run *run, uint32_t i, struct exit_status end)
{
	struct svc *s = &run->svc[i];
	const struct policy *p = s->policy;
	bool good = is_success(s, end);

	s->counted = false;
	if (end.kind != EXIT_CANNOT_START)
		s->useless = 0;
	s->code = end.kind == EXIT_BY_SIGNAL ? 128 + end.value : end.value;
	if (s->failed_run) /* not ready in time, unhealthy: stopped for that */
		s->code = 1;
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
	/* Tried once more, unless it is to be tried for ever. */
	if (end.kind == EXIT_CANNOT_START && p->limit > 0 && s->useless++ > 0)
		return ON_DIED_FAILED;
	if (s->was_ready && run->now >= s->ready_at + p->reset) {
		s->restarts = 0;
		return ON_DIED_AGAIN;
	}
	if (p->limit > 0 && s->restarts >= p->limit)
		return ON_DIED_FAILED;
	s->restarts++;
	s->counted = true;
	return ON_DIED_AGAIN;
}

void oracle_ended(struct run *run, uint32_t i, bool failed)
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
