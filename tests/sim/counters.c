/* tests/sim/counters.c - the core's own numbers, counted anew from states and edges. */
#include "tests/sim/sim.h"

#include "supervisor/core/state.h"

struct counted {
	uint32_t absent, failed, skipped, barred, unsettled, later;
};

static struct counted count_one(const struct run *run, uint32_t i)
{
	struct counted n = { 0 };

	for (uint32_t at = run->in_at[i]; at < run->in_at[i + 1]; at++) {
		const struct core_edge *e = &run->edges[run->in[at]];
		const struct svc *from = &run->svc[e->from];

		if (e->kind != EDGE_NEED) {
			n.unsettled += rule_moving(from->state) &&
				       from->left_at <= run->svc[i].asked_at;
			continue;
		}
		n.absent += !rule_there(from);
		n.failed += from->state == SVC_FAILED && !from->satisfied;
		n.skipped += from->state == SVC_SKIPPED && !from->satisfied;
		n.barred += from->out;
	}
	for (uint32_t at = run->out_at[i]; at < run->out_at[i + 1]; at++) {
		const struct core_edge *e = &run->edges[run->out[at]];

		n.later += run->svc[e->to].halt != NOT_HALTED ||
			   !rule_first_to_stop(run, e->to);
	}
	return n;
}

static bool same(const struct item *item, const struct counted *n)
{
	return item->absent_needs == n->absent && item->failed_needs == n->failed &&
	       item->skipped_needs == n->skipped && item->barred_needs == n->barred &&
	       item->unsettled == n->unsettled && item->later_stops == n->later;
}

void counters_check(struct run *run)
{
	const struct core *core = run->core;
	uint32_t active = 0, processes = 0, by_hand = 0, daemons = 0, tasks = 0;

	run->checks++;
	for (uint32_t i = 0; i < run->count; i++) {
		const struct item *item = &core->items[i];
		const struct svc *s = &run->svc[i];
		struct counted n = count_one(run, i);

		if (!same(item, &n))
			sim_wrong(run, "counters", "a counter of %u is wrong", s->id);
		if ((int)item->halt != (int)s->halt || item->returns != s->returns ||
		    item->satisfied != s->satisfied || item->preparing != s->preparing ||
		    item->pre_stopping != s->pre_stopping ||
		    item->failed_by_need != s->failed_for_need || item->queued ||
		    item->called || item->asked)
			sim_wrong(run, "flags", "a flag of %u is wrong", s->id);
		active += rule_runs(s->state) || s->state == SVC_BACKOFF || s->preparing;
		processes += s->process;
		by_hand += s->by_hand;
		daemons += item->lined && !s->policy->task;
		tasks += item->lined && s->policy->task;
	}
	if (core->active != active || core->processes != processes ||
	    core->by_hand != by_hand || core->starting != rule_starting(run))
		sim_wrong(run, "totals", "a total is wrong");
	if (core->daemons.count != daemons || core->tasks.count != tasks)
		sim_wrong(run, "line", "the line is wrong");
}
