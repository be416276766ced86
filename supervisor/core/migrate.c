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
	item->later_stops = item->written_before = item->default_before = 0;
	item->queued = item->lined = item->called = false;
	item->step = (uint8_t)(item->step < last_step ? item->step : last_step);
}

/* Its history is another's: no task that succeeded. */
static void forget(struct item *item)
{
	item->history = (struct history){ 0 };
	item->satisfied = item->counted = item->returns = item->cleared = false;
}

/* Whose failure was the first is gone, or another now, and says nothing of the end's code:
 * the next one's does, if there is one. */
static void find_first_failed(struct core *core)
{
	const struct item *first = NULL;

	for (uint32_t i = 0; i < core->graph.count; i++) {
		const struct item *item = &core->items[i];

		if (item->state != SVC_FAILED || item->failed_by_need ||
		    (first != NULL && item->since >= first->since))
			continue;
		first = item;
		core->first_failed = (int)i;
		core->first_failed_code = item->code == 0 ? 1 : item->code;
	}
}

static void take_over_all(struct core *core, const struct core *old, const int32_t *map,
			  const bool *anew)
{
	core->seed = old->seed;
	core->tick = old->tick;
	core->round = old->round;
	core->cause = old->cause;
	core->code = old->code;
	core->hurry = old->hurry;
	core->started = old->started;
	core->held = old->held;
	core->paused = old->paused;
	core->draining = old->draining;
	core->end_at = old->end_at;
	for (uint32_t i = 0; i < core->graph.count; i++) {
		bool other = anew != NULL && anew[i];

		if (map[i] < 0)
			continue;
		take_over(&core->items[i], &old->items[map[i]]);
		if (map[i] == old->cause_service)
			core->cause_service = (int)i;
		if (other)
			forget(&core->items[i]);
		if (other || map[i] != old->first_failed)
			continue;
		core->first_failed = (int)i;
		core->first_failed_code = old->first_failed_code;
	}
	if (old->first_failed >= 0 && core->first_failed < 0)
		find_first_failed(core);
}

struct core *core_rebuild(const struct core *old, const struct core_set *set,
			  const int32_t *map)
{
	struct core *core = core_make(set);

	if (core == NULL)
		return NULL;
	take_over_all(core, old, map, set->anew);
	core_count(core);
	core_share(core);
	for (uint32_t i = 0; i < set->count; i++) {
		core_bar(core, i, map[i] >= 0 && old->items[map[i]].barred);
		core_enqueue(core, i);
	}
	return core;
}
