/* supervisor/core/graph.c - who comes before whom, as arrays. Pure; O(N + E). */
#include "supervisor/core/graph.h"

#include <stdlib.h>

static uint32_t kind_bits(enum core_edge_kind kind)
{
	static const uint32_t bits[] = {
		[EDGE_NEED] = GRAPH_NEED, [EDGE_WANT] = GRAPH_WANT, [EDGE_ORDER] = 0
	};
	return bits[kind];
}

/* Counting sort of the edges by one end. */
static bool fill(uint32_t count, const struct core_edge *edges, size_t edge_count,
		 bool prev, uint32_t **ret_at, uint32_t **ret_list)
{
	uint32_t *at = calloc(count + 2, sizeof *at);
	uint32_t *list = calloc(edge_count + 1, sizeof *list);

	*ret_at = at;
	*ret_list = list;
	if (at == NULL || list == NULL)
		return false;
	for (size_t e = 0; e < edge_count; e++)
		at[(prev ? edges[e].to : edges[e].from) + 2]++;
	for (uint32_t i = 2; i < count + 2; i++)
		at[i] += at[i - 1];
	for (size_t e = 0; e < edge_count; e++) {
		uint32_t here = prev ? edges[e].to : edges[e].from;
		uint32_t there = prev ? edges[e].from : edges[e].to;
		list[at[here + 1]++] = there | kind_bits(edges[e].kind);
	}
	return true;
}

/* Kahn's order by a queue; false when some are left: a circle. */
static bool sort(struct graph *graph)
{
	uint32_t *before = calloc(graph->count + 1, sizeof *before);
	uint32_t head = 0, tail = 0;

	graph->order = calloc(graph->count + 1, sizeof *graph->order);
	if (before == NULL || graph->order == NULL) {
		free(before);
		return false;
	}
	for (uint32_t e = 0; e < graph->next_at[graph->count]; e++)
		before[graph->next[e] & GRAPH_INDEX]++;
	for (uint32_t i = 0; i < graph->count; i++) {
		if (before[i] == 0)
			graph->order[tail++] = i;
	}
	while (head < tail) {
		uint32_t i = graph->order[head++];
		for (uint32_t e = graph->next_at[i]; e < graph->next_at[i + 1]; e++) {
			uint32_t to = graph->next[e] & GRAPH_INDEX;
			if (--before[to] == 0)
				graph->order[tail++] = to;
		}
	}
	free(before);
	return tail == graph->count;
}

bool graph_init(struct graph *graph, uint32_t count, const struct core_edge *edges,
		size_t edge_count)
{
	*graph = (struct graph){ .count = count };
	return fill(count, edges, edge_count, false, &graph->next_at, &graph->next) &&
	       fill(count, edges, edge_count, true, &graph->prev_at, &graph->prev) &&
	       sort(graph);
}

void graph_done(struct graph *graph)
{
	free(graph->next_at);
	free(graph->next);
	free(graph->prev_at);
	free(graph->prev);
	free(graph->order);
}
