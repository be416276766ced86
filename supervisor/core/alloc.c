/* supervisor/core/alloc.c - allocates and frees a core, and computes its counters. Pure. */
#include "supervisor/core/state.h"

#include <stdlib.h>

struct core *core_alloc(const struct core_config *config)
{
	struct core *core = calloc(1, sizeof *core);
	size_t count = (size_t)config->count + 1;

	if (core == NULL)
		return NULL;
	core->order_size = 8 * config->count + 16; /* untouched pages use no memory */
	core->units = calloc(count, sizeof *core->units);
	core->queue = calloc(count, sizeof *core->queue);
	core->walk = calloc(count, sizeof *core->walk);
	core->inner_walk = calloc(count, sizeof *core->inner_walk);
	core->waiting_daemons.heap = calloc(count, sizeof *core->waiting_daemons.heap);
	core->waiting_tasks.heap = calloc(count, sizeof *core->waiting_tasks.heap);
	core->orders = calloc(core->order_size, sizeof *core->orders);
	if (!graph_init(&core->graph, config->count, config->edges, config->edge_count) ||
	    !core->units || !core->queue || !core->walk || !core->inner_walk ||
	    !core->waiting_daemons.heap || !core->waiting_tasks.heap || !core->orders) {
		core_free(core);
		return NULL;
	}
	for (uint32_t i = 0; i < config->count; i++) {
		core->units[i].policy = config->policies[i];
		core->units[i].state = SVC_DOWN;
	}
	core->max_parallel = config->max_parallel;
	core->drain = config->drain;
	core->first_failed = core->cause_service = -1;
	core->shutdown_timeout = config->shutdown_timeout >= 0
					 ? config->shutdown_timeout
					 : core_default_shutdown_timeout(core);
	return core;
}

/* Walks backwards: stopping_after of a service must be complete before the services before
 * it count that service. */
void core_recount(struct core *core)
{
	const struct graph *g = &core->graph;

	for (uint32_t k = g->count; k > 0; k--) {
		uint32_t i = g->order[k - 1];
		struct core_unit *unit = &core->units[i];
		struct core_flags flags = core_flags_of(unit);
		const struct graph_edge *e = graph_after(g, i);

		core->active += flags.active;
		core->processes += flags.runs;
		core->starting += flags.counts_as_starting;
		core->stopped_by_hand += unit->intent == INTENT_STAY_DOWN;
		for (; e < graph_after(g, i + 1); e++) {
			struct core_unit *next = &core->units[e->unit];

			unit->stopping_after += core_blocks_stops(next);
			if (e->kind != EDGE_NEED) {
				next->pending_wants += core_waits_for(next, flags.moving,
								      unit->settled_tick);
				continue;
			}
			next->missing_needs += flags.missing;
			next->failed_needs += flags.failed;
			next->skipped_needs += flags.skipped;
		}
	}
}

struct core *core_new(const struct core_config *config, uint64_t seed)
{
	struct core *core = core_alloc(config);

	if (core == NULL)
		return NULL;
	core->seed = seed ? seed : 1; /* xorshift would stay at 0 for ever */
	core_recount(core);
	return core;
}

void core_free(struct core *core)
{
	if (core == NULL)
		return;
	graph_done(&core->graph);
	free(core->units);
	free(core->queue);
	free(core->walk);
	free(core->inner_walk);
	free(core->waiting_daemons.heap);
	free(core->waiting_tasks.heap);
	free(core->orders);
	free(core);
}
