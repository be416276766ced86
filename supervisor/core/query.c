/* supervisor/core/awaits.c - what a service that waits is waiting for. Pure. */
#include "supervisor/core/state.h"

bool core_awaits(const struct core *core, uint32_t service, uint32_t *at, uint32_t *ret)
{
	const struct graph *g = &core->graph;
	const struct item *item = &core->items[service];

	while (g->prev_at[service] + *at < g->prev_at[service + 1]) {
		uint32_t edge = g->prev[g->prev_at[service] + (*at)++];
		const struct item *prev = &core->items[edge & GRAPH_INDEX];
		struct view view = core_view(prev);

		*ret = edge & GRAPH_INDEX;
		if (edge & GRAPH_NEED ? view.absent
				      : core_waits(item, view.moving, prev->settled_at))
			return true;
	}
	return false;
}

bool core_failed_by_need(const struct core *core, uint32_t service)
{
	return core->items[service].failed_by_need;
}
