/* tests/sim/timeline.c - stores future facts in a binary heap, the earliest first. */
#include "tests/sim/sim.h"

static bool earlier(const struct fact *a, const struct fact *b)
{
	return a->time != b->time ? a->time < b->time : a->order < b->order;
}

void timeline_push(struct run *run, struct fact fact)
{
	uint32_t pos = run->fact_count;

	if (pos == FACTS_MAX) {
		sim_wrong(run, "sim", "too many facts to come");
		return;
	}
	fact.order = run->fact_order++;
	for (run->fact_count++; pos > 0 && earlier(&fact, &run->facts[(pos - 1) / 2]);
	     pos = (pos - 1) / 2)
		run->facts[pos] = run->facts[(pos - 1) / 2];
	run->facts[pos] = fact;
}

struct fact timeline_pop(struct run *run)
{
	struct fact top = run->facts[0], last = run->facts[--run->fact_count];
	uint32_t pos = 0, child;

	while ((child = 2 * pos + 1) < run->fact_count) {
		child += child + 1 < run->fact_count &&
			 earlier(&run->facts[child + 1], &run->facts[child]);
		if (!earlier(&run->facts[child], &last))
			break;
		run->facts[pos] = run->facts[child];
		pos = child;
	}
	run->facts[pos] = last;
	return top;
}
