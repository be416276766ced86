/* tests/sim/counters.c - recounts the core's counters from states and edges, and checks
 * that its phases are valid in each state. */
#include "tests/sim/sim.h"

#include "supervisor/core/state.h"

struct expected {
	uint32_t missing, failed, skipped, skipping, pending, stopping;
};

static struct expected count_neighbours(const struct run *run, uint32_t i)
{
	struct expected n = { 0 };

	for (uint32_t k = run->in_at[i]; k < run->in_at[i + 1]; k++) {
		const struct core_edge *e = &run->edges[run->in[k]];
		const struct svc *from = &run->svc[e->from];

		if (e->kind != EDGE_NEED) {
			n.pending += rule_moving(from->state) &&
				     from->left_at <= run->svc[i].requested_at;
			continue;
		}
		n.missing += !rule_there(from);
		n.failed += from->state == SVC_FAILED && !from->satisfied;
		n.skipped += from->state == SVC_SKIPPED && !from->satisfied;
		n.skipping += from->will_skip;
	}
	for (uint32_t k = run->out_at[i]; k < run->out_at[i + 1]; k++) {
		const struct core_edge *e = &run->edges[run->out[k]];

		n.stopping += run->svc[e->to].stop != NOT_STOPPED ||
			      !rule_first_to_stop(run, e->to);
	}
	return n;
}

static bool counters_match(const struct core_unit *unit, const struct expected *n)
{
	return unit->missing_needs == n->missing && unit->failed_needs == n->failed &&
	       unit->skipped_needs == n->skipped && unit->skipping_needs == n->skipping &&
	       unit->pending_wants == n->pending && unit->stopping_after == n->stopping;
}

/* The oracle stores the same facts in its own way. */
static bool flags_match(const struct core_unit *unit, const struct svc *s)
{
	return (int)unit->stop_reason == (int)s->stop &&
	       (unit->resume != RESUME_NONE) == s->resumes &&
	       unit->satisfied == s->satisfied &&
	       (unit->prepare == PREPARE_RUNNING) == s->preparing &&
	       unit->pre_stopping == s->pre_stopping &&
	       unit->failed_by_need == s->failed_by_need &&
	       (unit->intent == INTENT_STAY_DOWN) == s->by_hand;
}

/* The states in which each phase is valid. */
#define BIT(state) (1u << SVC_##state)
#define RUNNING    (BIT(STARTING) | BIT(READY) | BIT(STOPPING) | BIT(KILLING))
static const struct {
	const char *name;
	unsigned states;
} legal[] = {
	{ "stop_reason", RUNNING },
	{ "prepare", BIT(WAITING) },
	{ "resume", BIT(WAITING) | BIT(BACKOFF) },
	{ "pre_stopping", BIT(STOPPING) },
	{ "failed_by_need", BIT(FAILED) },
	{ "intent to run", BIT(WAITING) | BIT(BACKOFF) | RUNNING },
};

static void check_phases(struct run *run, uint32_t i)
{
	const struct core_unit *unit = &run->core->units[i];
	const bool is_set[ARRAY_LEN(legal)] = {
		unit->stop_reason != STOP_NONE, unit->prepare != PREPARE_NONE,
		unit->resume != RESUME_NONE,    unit->pre_stopping,
		unit->failed_by_need,           unit->intent == INTENT_RUN,
	};

	for (size_t k = 0; k < ARRAY_LEN(legal); k++) {
		if (is_set[k] && !(legal[k].states >> unit->state & 1))
			sim_wrong(run, "phases", "%u: %s while %s", run->svc[i].id,
				  legal[k].name, svc_state_word(unit->state));
	}
	/* After a step no service may be queued. */
	if (unit->queued || unit->start == START_ADMITTED || unit->start_requested)
		sim_wrong(run, "turns", "%u still has a turn", run->svc[i].id);
}

void counters_check(struct run *run)
{
	const struct core *core = run->core;
	uint32_t active = 0, processes = 0, by_hand = 0, daemons = 0, tasks = 0;

	run->checks++;
	for (uint32_t i = 0; i < run->count; i++) {
		const struct core_unit *unit = &core->units[i];
		const struct svc *s = &run->svc[i];
		struct expected n = count_neighbours(run, i);

		if (!counters_match(unit, &n))
			sim_wrong(run, "counters", "a counter of %u is wrong", s->id);
		if (!flags_match(unit, s))
			sim_wrong(run, "flags", "a flag of %u is wrong", s->id);
		check_phases(run, i);
		active += rule_runs(s->state) || s->state == SVC_BACKOFF || s->preparing;
		processes += s->process;
		by_hand += s->by_hand;
		daemons += unit->start == START_QUEUED && !s->policy->task;
		tasks += unit->start == START_QUEUED && s->policy->task;
	}
	if (core->active != active || core->processes != processes ||
	    core->stopped_by_hand != by_hand || core->starting != rule_starting(run))
		sim_wrong(run, "totals", "a total is wrong");
	if (core->waiting_daemons.count != daemons || core->waiting_tasks.count != tasks)
		sim_wrong(run, "start queue", "a length of the start queue is wrong");
}
