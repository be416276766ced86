/* tests/sim/timeline.c - the facts that are still to come: a heap by time. */
#include "tests/sim/sim.h"

static bool earlier(const struct fact *a, const struct fact *b)
{
	return a->at != b->at ? a->at < b->at : a->order < b->order;
}

void timeline_push(struct run *run, struct fact fact)
{
	uint32_t at = run->fact_count;

	if (at == FACTS_MAX) {
		sim_wrong(run, "sim", "too many facts to come");
		return;
	}
	fact.order = run->fact_order++;
	for (run->fact_count++; at > 0 && earlier(&fact, &run->facts[(at - 1) / 2]);
	     at = (at - 1) / 2)
		run->facts[at] = run->facts[(at - 1) / 2];
	run->facts[at] = fact;
}

struct fact timeline_pop(struct run *run)
{
	struct fact top = run->facts[0], last = run->facts[--run->fact_count];
	uint32_t at = 0, child;

	while ((child = 2 * at + 1) < run->fact_count) {
		child += child + 1 < run->fact_count &&
			 earlier(&run->facts[child + 1], &run->facts[child]);
		if (!earlier(&run->facts[child], &last))
			break;
		run->facts[at] = run->facts[child];
		at = child;
	}
	run->facts[at] = last;
	return top;
}
