/* supervisor/core/line.c - who may start, when not all may at once: in file order. Pure.
 *
 * Two heaps of indices, for tasks take no room. Whoever cannot start any more stays in
 * its heap and is passed over when its turn comes. */
#include "supervisor/core/state.h"

static void swap(uint32_t *a, uint32_t *b)
{
	uint32_t t = *a;

	*a = *b;
	*b = t;
}

static void push(struct line *line, uint32_t i)
{
	uint32_t at = line->count++;

	line->heap[at] = i;
	for (; at > 0 && line->heap[(at - 1) / 2] > line->heap[at]; at = (at - 1) / 2)
		swap(&line->heap[at], &line->heap[(at - 1) / 2]);
}

static uint32_t pop(struct line *line)
{
	uint32_t top = line->heap[0], at = 0;

	line->heap[0] = line->heap[--line->count];
	for (;;) {
		uint32_t child = 2 * at + 1;

		if (child + 1 < line->count && line->heap[child + 1] < line->heap[child])
			child++;
		if (child >= line->count || line->heap[at] <= line->heap[child])
			return top;
		swap(&line->heap[at], &line->heap[child]);
		at = child;
	}
}

bool core_may_start(struct core *core, uint32_t i)
{
	struct item *item = &core->items[i];
	bool task = item->policy->task;

	if (item->called || (!core->paused && (task || core->max_parallel == 0)))
		return true;
	if (!item->lined)
		push(task ? &core->tasks : &core->daemons, i);
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
		daemon = core->daemons.heap[0] < core->tasks.heap[0];
	i = pop(daemon ? &core->daemons : &core->tasks);
	core->items[i].lined = false;
	core->items[i].called = true;
	core_enqueue(core, i);
	return true;
}
