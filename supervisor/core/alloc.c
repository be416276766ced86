/* supervisor/core/make.c - the core made, freed and asked. Pure. */
#include "supervisor/core/state.h"

#include <stdlib.h>

struct core *core_make(const struct core_set *set)
{
	struct core *core = calloc(1, sizeof *core);
	size_t count = (size_t)set->count + 1;

	if (core == NULL)
		return NULL;
	core->order_size = 8 * set->count + 16; /* pages come as they are touched */
	core->items = calloc(count, sizeof *core->items);
	core->queue = calloc(count, sizeof *core->queue);
	core->list = calloc(count, sizeof *core->list);
	core->back = calloc(count, sizeof *core->back);
	core->daemons.heap = calloc(count, sizeof *core->daemons.heap);
	core->tasks.heap = calloc(count, sizeof *core->tasks.heap);
	core->orders = calloc(core->order_size, sizeof *core->orders);
	if (!graph_init(&core->graph, set->count, set->edges, set->edge_count) ||
	    !core->items || !core->queue || !core->list || !core->back ||
	    !core->daemons.heap || !core->tasks.heap || !core->orders) {
		core_free(core);
		return NULL;
	}
	for (uint32_t i = 0; i < set->count; i++) {
		core->items[i].policy = set->policies[i];
		core->items[i].state = SVC_DOWN;
	}
	core->max_parallel = set->max_parallel;
	core->drain = set->drain;
	core->first_failed = core->cause_service = -1;
	core->end_timeout =
		set->shutdown_timeout >= 0 ? set->shutdown_timeout : core_default_end(core);
	return core;
}

/* What each counts of its neighbours and the core of all, from their states. Backwards:
 * what holds a service is known before it is counted. */
void core_count(struct core *core)
{
	const struct graph *g = &core->graph;

	for (uint32_t at = g->count; at > 0; at--) {
		uint32_t i = g->order[at - 1];
		struct item *item = &core->items[i];
		struct view view = core_view(item);

		core->active += view.active;
		core->processes += view.runs;
		core->starting += view.takes_room;
		core->by_hand += item->by_hand;
		for (uint32_t e = g->next_at[i]; e < g->next_at[i + 1]; e++) {
			struct item *next = &core->items[g->next[e] & GRAPH_INDEX];

			item->later_stops += core_holds(next);
			if (!(g->next[e] & GRAPH_NEED)) {
				next->unsettled +=
					core_waits(next, view.moving, item->settled_at);
				continue;
			}
			next->absent_needs += view.absent;
			next->failed_needs += view.failed;
			next->skipped_needs += view.skipped;
		}
	}
}

struct core *core_new(const struct core_set *set, uint64_t seed)
{
	struct core *core = core_make(set);

	if (core == NULL)
		return NULL;
	core->seed = seed ? seed : 1; /* xorshift's only fixed point is 0 */
	core_count(core);
	return core;
}

void core_free(struct core *core)
{
	if (core == NULL)
		return;
	graph_done(&core->graph);
	free(core->items);
	free(core->queue);
	free(core->list);
	free(core->back);
	free(core->daemons.heap);
	free(core->tasks.heap);
	free(core->orders);
	free(core);
}

enum svc_state core_state(const struct core *core, uint32_t service)
{
	return core->items[service].state;
}

uint32_t core_restarts(const struct core *core, uint32_t service)
{
	return core->items[service].history.restarts;
}

msec core_since(const struct core *core, uint32_t service)
{
	return core->items[service].since;
}

bool core_wanted(const struct core *core, uint32_t service)
{
	return core->items[service].wanted;
}

bool core_by_hand(const struct core *core, uint32_t service)
{
	return core->items[service].by_hand;
}

bool core_draining(const struct core *core)
{
	return core->draining;
}

msec core_end_timeout(const struct core *core)
{
	return core->end_timeout;
}

msec core_post_stop_time(const struct core *core, uint32_t service, msec now)
{
	const struct item *item = &core->items[service];
	const struct policy *p = item->policy;

	if (p->default_waits & DEFAULT_POST_STOP)
		return core_shared(core, item, p->post_stop_time,
				   policy_stop_rest(p, false, p->stop_count), now);
	return p->post_stop_time;
}

unsigned core_hurried(const struct core *core)
{
	return core->hurry;
}

bool core_ending(const struct core *core)
{
	return core->cause != CAUSE_NONE;
}

bool core_finished(const struct core *core)
{
	return core->finished;
}

enum core_cause core_why(const struct core *core, int *ret_code, int *ret_service)
{
	*ret_code = core->code;
	*ret_service = core->cause_service;
	return core->cause;
}

bool core_bug(struct core *core, uint32_t *ret_service, enum svc_event *ret_on)
{
	bool bug = core->bug;

	core->bug = false;
	*ret_service = core->bug_service;
	*ret_on = core->bug_on;
	return bug;
}
