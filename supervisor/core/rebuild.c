/* supervisor/core/rebuild.c - the core after a reload: what was goes on. Pure. */
#include "supervisor/core/state.h"

static void take_over(struct item *item, const struct item *old)
{
	const struct policy *policy = item->policy;
	uint32_t last_step = policy->stop_count - 1;

	*item = *old;
	item->policy = policy;
	item->absent_needs = item->failed_needs = item->skipped_needs = 0;
	item->barred_needs = item->unsettled = 0;
	item->barred = false; /* core_bar() once all are taken over */
	item->running_dependents = item->halting_next = 0;
	item->queued = item->lined = item->called = false;
	item->step = (uint8_t)(item->step < last_step ? item->step : last_step);
}

/* Its history is another's: no task that succeeded, and no failure for the end's code. */
static void forget(struct core *core, uint32_t i)
{
	struct item *item = &core->items[i];

	item->history = (struct history){ 0 };
	item->satisfied = item->counted = item->returns = item->cleared = false;
	if (core->first_failed != (int)i)
		return;
	core->first_failed = -1;
	core->first_failed_code = 0;
}

static void take_over_all(struct core *core, const struct core *old, const int32_t *map,
			  const bool *anew)
{
	core->seed = old->seed;
	core->tick = old->tick;
	core->round = old->round;
	core->cause = old->cause;
	core->code = old->code;
	core->first_failed_code = old->first_failed_code;
	core->hurry = old->hurry;
	core->started = old->started;
	core->held = old->held;
	core->paused = old->paused;
	core->draining = old->draining;
	core->end_at = old->end_at;
	for (uint32_t i = 0; i < core->graph.count; i++) {
		if (map[i] < 0)
			continue;
		take_over(&core->items[i], &old->items[map[i]]);
		if (map[i] == old->first_failed)
			core->first_failed = (int)i;
		if (map[i] == old->cause_service)
			core->cause_service = (int)i;
		if (anew != NULL && anew[i])
			forget(core, i);
	}
}

struct core *core_rebuild(const struct core *old, const struct core_set *set,
			  const int32_t *map)
{
	struct core *core = core_make(set);

	if (core == NULL)
		return NULL;
	take_over_all(core, old, map, set->anew);
	core_count(core);
	for (uint32_t i = 0; i < set->count; i++) {
		core_bar(core, i, map[i] >= 0 && old->items[map[i]].barred);
		core_enqueue(core, i);
	}
	return core;
}
