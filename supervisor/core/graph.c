/* supervisor/core/graph.c - sorts the edges between services into arrays. Pure; O(N +
 * E). */
#include "supervisor/core/graph.h"

#include <stdlib.h>

struct edge_list {
	const struct core_edge *edges;
	size_t edge_count;
	uint32_t count; /* number of services */
};

/* Sorts the edges by one end (counting sort). Returns false if memory runs out. */
static bool sort_edges(const struct edge_list *all, bool by_to, uint32_t **ret_from,
		       struct graph_edge **ret_list)
{
	const struct core_edge *edges = all->edges;
	size_t edge_count = all->edge_count;
	uint32_t count = all->count;
	uint32_t *from = calloc(count + 2, sizeof *from);
	struct graph_edge *list = calloc(edge_count + 1, sizeof *list);

	*ret_from = from;
	*ret_list = list;
	if (from == NULL || list == NULL)
		return false;
	for (size_t e = 0; e < edge_count; e++)
		from[(by_to ? edges[e].to : edges[e].from) + 2]++;
	for (uint32_t i = 2; i < count + 2; i++)
		from[i] += from[i - 1];
	for (size_t e = 0; e < edge_count; e++) {
		uint32_t near = by_to ? edges[e].to : edges[e].from;
		uint32_t far = by_to ? edges[e].from : edges[e].to;

		list[from[near + 1]++] =
			(struct graph_edge){ far & (GRAPH_UNITS_MAX - 1), edges[e].kind };
	}
	return true;
}

/* Sorts the services topologically (Kahn). Returns false if memory runs out or the edges
 * form a cycle. */
static bool sort_units(struct graph *graph)
{
	uint32_t *before = calloc(graph->count + 1, sizeof *before);
	uint32_t head = 0, tail = 0;

	graph->order = calloc(graph->count + 1, sizeof *graph->order);
	if (before == NULL || graph->order == NULL) {
		free(before);
		return false;
	}
	for (uint32_t i = 0; i < graph->count; i++) {
		before[i] = graph->before_from[i + 1] - graph->before_from[i];
		if (before[i] == 0)
			graph->order[tail++] = i;
	}
	while (head < tail) {
		uint32_t i = graph->order[head++];
		const struct graph_edge *e = graph_after(graph, i);

		for (; e < graph_after(graph, i + 1); e++) {
			if (--before[e->unit] == 0)
				graph->order[tail++] = e->unit;
		}
	}
	free(before);
	return tail == graph->count;
}

bool graph_init(struct graph *graph, uint32_t count, const struct core_edge *edges,
		size_t edge_count)
{
	const struct edge_list all = { edges, edge_count, count };

	*graph = (struct graph){ .count = count };
	return sort_edges(&all, false, &graph->after_from, &graph->after) &&
	       sort_edges(&all, true, &graph->before_from, &graph->before) &&
	       sort_units(graph);
}

void graph_done(struct graph *graph)
{
	free(graph->after_from);
	free(graph->after);
	free(graph->before_from);
	free(graph->before);
	free(graph->order);
}
