/* supervisor/core/graph.h - keeps the edges between services, sorted by either end.
 *
 * Pure. Private to the room. Each edge takes four bytes, because the turns of the core walk
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
	/* The edges to the services after i begin at after[after_from[i]] and end before
	 * after[after_from[i + 1]]. `before` has those to the services before i. */
	uint32_t *after_from, *before_from;
	struct graph_edge *after, *before;
	uint32_t *order; /* all services, each one behind those that it starts after */
};

/* Returns the first edge to a service after i. The last one lies before
 * graph_after(graph, i + 1). */
static inline const struct graph_edge *graph_after(const struct graph *graph, uint32_t i)
{
	return graph->after + graph->after_from[i];
}

/* The same for the services before i. */
static inline const struct graph_edge *graph_before(const struct graph *graph, uint32_t i)
{
	return graph->before + graph->before_from[i];
}

/* Builds the arrays from `edges`, which are not kept. Returns false if there is no memory
 * or the edges form a cycle. Call graph_done() in any case. */
bool graph_init(struct graph *graph, uint32_t count, const struct core_edge *edges,
		size_t edge_count);
void graph_done(struct graph *graph);

#endif
