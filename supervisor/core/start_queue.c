/* supervisor/core/line.c - who may start, when not all may at once: in file order. Pure.
 *
 * Two heaps of indices, for tasks take no room. Whoever cannot start any more stays in
 * its heap and is passed over when its turn comes. A start puts a service into the next
 * round: those that crash again and again come behind all who wait already, and nobody
 * who waits is passed by who did not. */
#include "supervisor/core/state.h"

static void swap(uint32_t *a, uint32_t *b)
{
	uint32_t t = *a;

	*a = *b;
	*b = t;
}

/* Rounds begin anew after 2^32. */
static bool is_earlier(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

static bool is_before(const struct core *core, uint32_t a, uint32_t b)
{
	uint32_t of_a = core->items[a].round, of_b = core->items[b].round;

	return of_a != of_b ? is_earlier(of_a, of_b) : a < b;
}

static void push(const struct core *core, struct line *line, uint32_t i)
{
	uint32_t at = line->count++;

	line->heap[at] = i;
	for (; at > 0 && is_before(core, i, line->heap[(at - 1) / 2]); at = (at - 1) / 2)
		swap(&line->heap[at], &line->heap[(at - 1) / 2]);
}

static uint32_t pop(const struct core *core, struct line *line)
{
	uint32_t top = line->heap[0], at = 0;

	line->heap[0] = line->heap[--line->count];
	for (;;) {
		uint32_t child = 2 * at + 1;

		if (child + 1 < line->count &&
		    is_before(core, line->heap[child + 1], line->heap[child]))
			child++;
		if (child >= line->count ||
		    !is_before(core, line->heap[child], line->heap[at]))
			return top;
		swap(&line->heap[at], &line->heap[child]);
		at = child;
	}
}

static bool nobody_waits(const struct core *core)
{
	return core->tasks.count == 0 &&
	       (core->max_parallel > 0 || core->daemons.count == 0);
}

bool core_may_start(struct core *core, uint32_t i)
{
	struct item *item = &core->items[i];
	bool task = item->policy->task, limited = !task && core->max_parallel > 0;

	if (item->called || (!core->paused && !limited && nobody_waits(core))) {
		if (is_earlier(core->round, item->round))
			core->round = item->round;
		item->round = core->round + 1;
		return true;
	}
	if (!item->lined)
		push(core, task ? &core->tasks : &core->daemons, i);
	item->lined = true;
	return false;
}

bool core_call_next(struct core *core)
{
	bool daemon = core->daemons.count > 0 &&
		      (core->max_parallel == 0 || core->starting < core->max_parallel);
	bool task = core->tasks.count > 0;
	uint32_t i;

	if (core->paused || !(daemon || task))
		return false;
	if (daemon && task)
		daemon = is_before(core, core->daemons.heap[0], core->tasks.heap[0]);
	i = pop(core, daemon ? &core->daemons : &core->tasks);
	core->items[i].lined = false;
	core->items[i].called = true;
	core_enqueue(core, i);
	return true;
}
