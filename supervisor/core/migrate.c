/* supervisor/core/migrate.c - makes the new core in a reload. Pure. */
#include "supervisor/core/state.h"

static void migrate_unit(struct core_unit *unit, const struct core_unit *old)
{
	const struct policy *policy = unit->policy;
	uint32_t last_step = policy->stop_count - 1;

	*unit = *old;
	unit->policy = policy;
	unit->missing_needs = unit->failed_needs = unit->skipped_needs = 0;
	unit->skipping_needs = unit->pending_wants = 0;
	unit->condition_failed = false; /* core_migrate() sets it later */
	unit->stopping_after = unit->configured_before = unit->default_before = 0;
	unit->queued = false;
	unit->start = START_NONE;
	unit->step = (uint8_t)(unit->step < last_step ? unit->step : last_step);
}

/* The reload replaced the service, so the old history does not count. */
static void reset_history(struct core_unit *unit)
{
	unit->history = (struct restart_history){ 0 };
	unit->satisfied = unit->counted_restart = false;
	unit->resume = RESUME_NONE;
}

/* The service that failed first was removed or replaced, so its code no longer decides the
 * exit code. Chooses the next failed service, if there is one. */
static void find_first_failed(struct core *core)
{
	const struct core_unit *first = NULL;

	for (uint32_t i = 0; i < core->graph.count; i++) {
		const struct core_unit *unit = &core->units[i];

		if (unit->state != SVC_FAILED || unit->failed_by_need ||
		    (first != NULL && unit->since >= first->since))
			continue;
		first = unit;
		core->first_failed = (int)i;
		core->first_failed_code = unit->code == 0 ? 1 : unit->code;
	}
}

/* Without a map all services keep their index. */
static int32_t old_index(const int32_t *map, uint32_t i)
{
	return map != NULL ? map[i] : (int32_t)i;
}

static void migrate_units(struct core *core, const struct core *old, const int32_t *map,
			  const bool *replaced)
{
	for (uint32_t i = 0; i < core->graph.count; i++) {
		bool reset = replaced != NULL && replaced[i];
		int32_t before = old_index(map, i);

		if (before < 0)
			continue;
		migrate_unit(&core->units[i], &old->units[before]);
		if (before == old->cause_service)
			core->cause_service = (int)i;
		if (reset)
			reset_history(&core->units[i]);
		if (reset || before != old->first_failed)
			continue;
		core->first_failed = (int)i;
		core->first_failed_code = old->first_failed_code;
	}
	if (old->first_failed >= 0 && core->first_failed < 0)
		find_first_failed(core);
}

/* Copies the states of `old` into a core whose totals and counters are 0. */
static void take_over(struct core *core, const struct core *old, const int32_t *map,
		      const bool *replaced)
{
	core->seed = old->seed;
	core->tick = old->tick;
	core->start_seq = old->start_seq;
	core->cause = old->cause;
	core->code = old->code;
	core->escalation = old->escalation;
	core->started = old->started;
	core->exit_held = old->exit_held;
	core->throttled = old->throttled;
	core->draining = old->draining;
	core->shutdown_at = old->shutdown_at;
	migrate_units(core, old, map, replaced);
	core_recount(core);
	core_budget_stops(core);
	for (uint32_t i = 0; i < core->graph.count; i++) {
		int32_t before = old_index(map, i);

		core_set_condition_failed(core, i,
					  before >= 0 &&
						  old->units[before].condition_failed);
		core_enqueue(core, i);
	}
}

struct core *core_migrate(const struct core *old, const struct core_config *config,
			  const int32_t *map)
{
	struct core *core = core_alloc(config);

	if (core != NULL)
		take_over(core, old, map, config->replaced);
	return core;
}

void core_migrate_back(struct core *core, const struct core *from)
{
	core->processes = core->active = core->stopped_by_hand = core->starting = 0;
	core->queue_head = core->queue_tail = 0;
	core->order_head = core->order_tail = 0;
	core->waiting_daemons.count = core->waiting_tasks.count = 0;
	core->first_failed = core->cause_service = -1;
	take_over(core, from, NULL, NULL);
}
