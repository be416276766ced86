/* supervisor/core/make.c - the core made, freed and asked. Pure. */
#include "supervisor/core/core.h"

#include "supervisor/core/state.h"

#include <stdlib.h>

/* The longest chain of stop times, in the order of stopping. */
static msec longest_chain(struct core *core)
{
	const struct graph *g = &core->graph;
	msec longest = SECONDS(9); /* docker stop kills after 10 s */
	msec *chain = calloc(g->count + 1, sizeof *chain);

	if (chain == NULL)
		return longest;
	for (uint32_t at = g->count; at > 0; at--) {
		uint32_t i = g->order[at - 1];
		msec after = 0;
		for (uint32_t e = g->next_at[i]; e < g->next_at[i + 1]; e++) {
			msec next = chain[g->next[e] & GRAPH_INDEX];
			after = next > after ? next : after;
		}
		chain[i] = after + policy_stop_time(core->items[i].policy);
		longest = chain[i] > longest ? chain[i] : longest;
	}
	free(chain);
	return longest;
}

static void count_needs(struct core *core)
{
	for (uint32_t i = 0; i < core->graph.count; i++) {
		for (uint32_t e = core->graph.prev_at[i]; e < core->graph.prev_at[i + 1];
		     e++) {
			if (core->graph.prev[e] & GRAPH_NEED) {
				core->items[i].missing++;
				core->items[i].absent_needs++;
			}
		}
	}
}

struct core *core_new(uint32_t count, const struct policy *const *policies,
		      const struct core_edge *edges, size_t edge_count,
		      msec shutdown_timeout, uint64_t seed)
{
	struct core *core = calloc(1, sizeof *core);

	if (core == NULL)
		return NULL;
	core->items = calloc(count + 1, sizeof *core->items);
	core->queue = calloc(count + 1, sizeof *core->queue);
	core->list = calloc(count + 1, sizeof *core->list);
	if (graph_init(&core->graph, count, edges, edge_count) < 0 || core->items == NULL ||
	    core->queue == NULL || core->list == NULL) {
		core_free(core);
		return NULL;
	}
	for (uint32_t i = 0; i < count; i++) {
		core->items[i].policy = policies[i];
		core->items[i].state = SVC_DOWN;
	}
	count_needs(core);
	core->first_failed = core->cause_service = -1;
	core->seed = seed ? seed : 1; /* xorshift's only fixed point is 0 */
	core->end_timeout = shutdown_timeout >= 0 ? shutdown_timeout : longest_chain(core);
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

bool core_ending(const struct core *core)
{
	return core->cause != CAUSE_NONE;
}

bool core_has_orders(const struct core *core)
{
	return core->order_head != core->order_tail;
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
