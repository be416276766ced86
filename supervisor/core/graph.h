/* supervisor/core/graph.h - stores the edges between services, sorted by either end.
 *
 * Pure. Private to the room. An edge takes only four bytes, because the core often walks
 * these arrays. */
#ifndef SUPERVISOR_CORE_GRAPH_H
#define SUPERVISOR_CORE_GRAPH_H

#include "supervisor/core/core.h"

#define GRAPH_UNITS_MAX (1u << 30)

/* The other end of an edge. */
struct graph_edge {
	uint32_t unit : 30;
	uint32_t kind : 2; /* enum core_edge_kind */
};

struct graph {
	uint32_t count;
	/* The edges to the services after i are after[after_from[i]] up to, but not
	 * including, after[after_from[i + 1]]. `before` has the edges to the services
	 * before i. */
	uint32_t *after_from, *before_from;
	struct graph_edge *after, *before;
	uint32_t *order; /* all services in start order */
};

/* Returns the first edge to a service after i. The edges end before graph_after(graph, i +
 * 1). */
static inline const struct graph_edge *graph_after(const struct graph *graph, uint32_t i)
{
	return graph->after + graph->after_from[i];
}

/* Returns the first edge to a service before i. The edges end before
 * graph_before(graph, i + 1). */
static inline const struct graph_edge *graph_before(const struct graph *graph, uint32_t i)
{
	return graph->before + graph->before_from[i];
}

/* Builds the arrays from `edges`, which need not outlive the call. Returns false if memory
 * runs out or the edges form a cycle. Call graph_done() in both cases. */
bool graph_init(struct graph *graph, uint32_t count, const struct core_edge *edges,
		size_t edge_count);
void graph_done(struct graph *graph);

#endif
