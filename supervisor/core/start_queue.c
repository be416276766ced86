/* supervisor/core/start_queue.c - decides which service starts next under a limit.
 *
 * Pure. There are two heaps, because max-parallel-starts does not limit tasks. Services
 * start in file order. Each start gives a service a higher start_seq, so a crashing service
 * queues behind all waiting services and cannot starve them. A service that can no longer
 * start stays in its heap, and is skipped when its turn comes. */
#include "supervisor/core/state.h"

static void swap_entries(uint32_t *a, uint32_t *b)
{
	uint32_t old = *a;

	*a = *b;
	*b = old;
}

/* Returns true if `a` is before `b`. Sequence numbers wrap around at 2^32. */
static bool is_earlier(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

static bool starts_before(const struct core *core, uint32_t a, uint32_t b)
{
	uint32_t seq_a = core->units[a].start_seq, seq_b = core->units[b].start_seq;

	return seq_a != seq_b ? is_earlier(seq_a, seq_b) : a < b;
}

static void heap_push(const struct core *core, struct start_queue *q, uint32_t i)
{
	uint32_t k = q->count++;

	q->heap[k] = i;
	for (; k > 0 && starts_before(core, i, q->heap[(k - 1) / 2]); k = (k - 1) / 2)
		swap_entries(&q->heap[k], &q->heap[(k - 1) / 2]);
}

static uint32_t heap_pop(const struct core *core, struct start_queue *q)
{
	uint32_t top = q->heap[0], k = 0;

	q->heap[0] = q->heap[--q->count];
	for (;;) {
		uint32_t child = 2 * k + 1;

		if (child + 1 < q->count &&
		    starts_before(core, q->heap[child + 1], q->heap[child]))
			child++;
		if (child >= q->count || !starts_before(core, q->heap[child], q->heap[k]))
			return top;
		swap_entries(&q->heap[k], &q->heap[child]);
		k = child;
	}
}

static bool is_queue_empty(const struct core *core)
{
	return core->waiting_tasks.count == 0 &&
	       (core->max_parallel > 0 || core->waiting_daemons.count == 0);
}

bool core_may_start(struct core *core, uint32_t i)
{
	struct core_unit *unit = &core->units[i];
	bool task = unit->policy->task, limited = !task && core->max_parallel > 0;

	if (unit->start == START_ADMITTED ||
	    (!core->throttled && !limited && is_queue_empty(core))) {
		if (is_earlier(core->start_seq, unit->start_seq))
			core->start_seq = unit->start_seq;
		unit->start_seq = core->start_seq + 1;
		return true;
	}
	if (unit->start != START_QUEUED)
		heap_push(core, task ? &core->waiting_tasks : &core->waiting_daemons, i);
	unit->start = START_QUEUED;
	return false;
}

bool core_admit_next(struct core *core)
{
	bool daemon = core->waiting_daemons.count > 0 &&
		      (core->max_parallel == 0 || core->starting < core->max_parallel);
	bool task = core->waiting_tasks.count > 0;
	uint32_t i;

	if (core->throttled || !(daemon || task))
		return false;
	if (daemon && task)
		daemon = starts_before(core, core->waiting_daemons.heap[0],
				       core->waiting_tasks.heap[0]);
	i = heap_pop(core, daemon ? &core->waiting_daemons : &core->waiting_tasks);
	core->units[i].start = START_ADMITTED;
	core_enqueue(core, i);
	return true;
}
