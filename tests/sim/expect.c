/* tests/sim/expect.c - records the expected effects of each fact: starts, stops, exits. */
#include "tests/sim/sim.h"

/* ---- starts ---- */

void oracle_propagate_skips(struct run *run)
{
	bool more = true;

	for (uint32_t i = 0; i < run->count; i++)
		run->svc[i].will_skip = run->svc[i].condition_failed;
	while (more) {
		more = false;
		for (uint32_t e = 0; e < run->edge_count; e++) {
			struct svc *to = &run->svc[run->edges[e].to];

			if (run->edges[e].kind == EDGE_NEED && !to->will_skip &&
			    run->svc[run->edges[e].from].will_skip)
				to->will_skip = more = true;
		}
	}
}

static void request_start(struct run *run, uint32_t i, bool by_hand)
{
	struct svc *s = &run->svc[i];

	if (by_hand || !(rule_runs(s->state) || s->state == SVC_BACKOFF))
		s->restarts = s->useless = 0, s->counted = false;
	s->resumes &= !by_hand;
	s->wanted = true;
	/* No change is reported for the other states. */
	s->start_requested = s->state != SVC_WAITING || s->will_skip;
	s->by_hand = false;
	s->requested_at = run->calls;
	if (s->will_skip)
		return;
	for (uint32_t k = run->in_at[i]; k < run->in_at[i + 1]; k++) {
		const struct core_edge *e = &run->edges[run->in[k]];
		struct svc *p = &run->svc[e->from];

		if (e->kind == EDGE_ORDER || p->disabled || p->requested_at == run->calls ||
		    p->satisfied || p->state == SVC_DONE ||
		    (p->wanted && p->state != SVC_WAITING))
			continue;
		if (by_hand || (!p->by_hand && p->state != SVC_FAILED))
			request_start(run, e->from, by_hand);
	}
}

void oracle_want(struct run *run, uint32_t i, bool by_hand)
{
	const struct svc *s = &run->svc[i];

	if (run->ending || s->disabled ||
	    (!by_hand && (s->wanted || s->by_hand || s->state == SVC_FAILED)))
		return;
	run->calls++;
	request_start(run, i, by_hand);
}

/* Returns true if a need of service i has failed and will not be retried. */
static bool has_failed_need(const struct run *run, uint32_t i)
{
	for (uint32_t k = run->in_at[i]; k < run->in_at[i + 1]; k++) {
		const struct core_edge *e = &run->edges[run->in[k]];
		const struct svc *from = &run->svc[e->from];

		if (e->kind == EDGE_NEED && from->state == SVC_FAILED && !from->satisfied &&
		    !from->retries)
			return true;
	}
	return false;
}

/* Retries the services that failed only because of a need, except those with another need
 * that stays failed. First all of them leave FAILED, then all are requested. */
void oracle_retry_failed_by_need(struct run *run)
{
	bool fewer = !run->ending;

	for (uint32_t i = 0; i < run->count && !run->ending; i++)
		run->svc[i].retries = run->svc[i].failed_by_need;
	while (fewer) {
		fewer = false;
		for (uint32_t i = 0; i < run->count; i++) {
			if (run->svc[i].retries && has_failed_need(run, i)) {
				run->svc[i].retries = false;
				fewer = true;
			}
		}
	}
	run->calls++;
	for (uint32_t i = 0; i < run->count; i++) {
		if (!run->svc[i].retries)
			continue;
		run->svc[i].left_at = run->calls;
		run->svc[i].expect = ON_STOP;
	}
	run->calls++;
	for (uint32_t i = 0; i < run->count; i++) {
		if (run->svc[i].retries)
			request_start(run, i, false);
	}
}

/* Forgets the history of service i, which a reload has replaced. */
void oracle_reset_history(struct run *run, uint32_t i)
{
	struct svc *s = &run->svc[i];

	s->restarts = s->useless = 0;
	s->ready_at = 0;
	s->counted = s->satisfied = s->resumes = s->was_ready = false;
}

/* Finds the first failed service among those that a reload has kept. */
void oracle_first_failed(struct run *run)
{
	run->first_failed = -1;
	run->first_failed_code = 0;
	for (uint32_t i = 0; i < run->count; i++) {
		const struct svc *s = &run->svc[i];

		if (s->state != SVC_FAILED || s->failed_by_need ||
		    (run->first_failed >= 0 &&
		     s->since >= run->svc[run->first_failed].since))
			continue;
		run->first_failed = (int)i;
		run->first_failed_code = s->code != 0 ? s->code : 1;
	}
}

/* ---- stops caused by other services ---- */

/* Records that the services that need i stop before it and start again after it. A service
 * in between may be about to restart; then its dependents do so too. */
void oracle_stop_dependents(struct run *run, uint32_t i)
{
	if (run->svc[i].satisfied)
		return;
	for (uint32_t k = run->out_at[i]; k < run->out_at[i + 1]; k++) {
		const struct core_edge *e = &run->edges[run->out[k]];
		struct svc *s = &run->svc[e->to];

		if (e->kind != EDGE_NEED)
			continue;
		if (rule_runs(s->state) && s->stop == NOT_STOPPED) {
			s->stop = STOPPED_FOR_NEED;
			oracle_stop_dependents(run, e->to);
		} else if (s->expect != ON_STOP &&
			   (s->state == SVC_BACKOFF ||
			    (s->state == SVC_WAITING && s->resumes))) {
			s->resumes = true;
			oracle_stop_dependents(run, e->to);
		}
	}
}

void oracle_stop(struct run *run, uint32_t i, bool by_hand)
{
	struct svc *s = &run->svc[i];

	if (run->ending)
		return;
	s->by_hand |= by_hand;
	s->wanted = s->start_requested = false;
	if (rule_runs(s->state)) {
		s->stop = STOPPED_BY_REQUEST;
	} else if (s->state != SVC_DOWN && s->state != SVC_SKIPPED) {
		s->expect = ON_STOP;
	}
	oracle_stop_dependents(run, i);
}

void oracle_begin_shutdown(struct run *run, enum core_cause cause, int code, int service)
{
	if (run->ending)
		return;
	run->ending = true;
	run->cause = cause;
	run->cause_code = code;
	run->cause_service = service;
	run->draining = cause == CAUSE_ASKED && run->drain > 0;
	run->shutdown_at = run->now + run->effective_timeout;
	/* A killed process lives for up to 5 s (world_kill()). */
	run->shutdown_by = run->shutdown_at + 8000;
	run->shutdown_arm = run->effective_timeout;
	if (run->draining && run->drain < run->effective_timeout)
		run->shutdown_arm = run->drain;
	for (uint32_t i = 0; i < run->count; i++) {
		run->svc[i].wanted = run->svc[i].start_requested = false;
		run->svc[i].ran_at_shutdown = rule_runs(run->svc[i].state);
		if (rule_runs(run->svc[i].state))
			run->svc[i].stop = STOPPED_BY_REQUEST;
	}
}

/* For the third request, or when shutdown-timeout has passed. A service in KILLING is
 * killed once more, because post-stop may be running. */
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

/* ---- exits of processes ---- */

static bool is_success(const struct svc *s, struct exit_status status)
{
	const struct conf_codes *good = &s->policy->success;

	if (s->failed_run || (!s->was_ready && !s->policy->task))
		return false;
	if (status.kind == EXIT_BY_CODE)
		return good->exits[status.value / 32] & (1u << status.value % 32);
	return status.kind == EXIT_BY_SIGNAL &&
	       good->signals & ((uint64_t)1 << (status.value - 1));
}

static bool lacks_need(const struct run *run, uint32_t i)
{
	for (uint32_t k = run->in_at[i]; k < run->in_at[i + 1]; k++) {
		const struct core_edge *e = &run->edges[run->in[k]];

		if (e->kind == EDGE_NEED && !rule_there(&run->svc[e->from]))
			return true;
	}
	return false;
}

enum svc_event oracle_event_of_exit(struct run *run, uint32_t i, struct exit_status status)
{
	struct svc *s = &run->svc[i];
	const struct policy *p = s->policy;
	bool good = is_success(s, status);

	s->counted = false;
	if (status.kind != EXIT_CANNOT_START)
		s->useless = 0;
	s->code = status.kind == EXIT_BY_SIGNAL ? 128 + status.value : status.value;
	if (s->failed_run) /* it was stopped as unhealthy, or as not ready in time */
		s->code = 1;
	if (run->ending || (s->stop == STOPPED_BY_REQUEST && !s->wanted)) {
		s->wanted = false;
		return ON_DIED_DOWN;
	}
	if (s->stop == STOPPED_BY_REQUEST)
		return ON_DIED_WAIT;
	if (s->stop == STOPPED_FOR_NEED) {
		s->resumes = true;
		return ON_DIED_WAIT;
	}
	if (good && (p->task || p->restart != RESTART_ALWAYS))
		return ON_DIED_DONE;
	if (p->restart == RESTART_NEVER)
		return ON_DIED_FAILED;
	if (lacks_need(run, i)) {
		s->resumes = true;
		return ON_DIED_WAIT;
	}
	/* Such a start is tried once more, or without end if there is no limit. */
	if (status.kind == EXIT_CANNOT_START && p->limit > 0 && s->useless++ > 0)
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

void oracle_unit_finished(struct run *run, uint32_t i, bool failed)
{
	const struct svc *s = &run->svc[i];
	int code = failed && s->code == 0 ? 1 : s->code;

	run->svc[i].wanted = false;
	if (failed && s->policy->setup && !s->policy->shutdown_when_failed)
		return; /* the failure of this setup is ignored */
	if (failed && run->first_failed_code == 0) {
		run->first_failed = (int)i;
		run->first_failed_code = code;
	}
	if (s->policy->main)
		oracle_begin_shutdown(run, CAUSE_MAIN, s->code, (int)i);
	else if (failed && s->policy->setup)
		oracle_begin_shutdown(run, CAUSE_SETUP, code, (int)i);
	else if (failed && s->policy->shutdown_when_failed)
		oracle_begin_shutdown(run, CAUSE_FAILED, code, (int)i);
	else if (failed && s->policy->start_when_failed >= 0)
		oracle_want(run, (uint32_t)s->policy->start_when_failed, false);
}
