/* supervisor/core/graph.h - the edges between services, as arrays sorted by either end.
 *
 * Pure. An edge of a list takes four bytes: each step of the core walks such lists. */
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
	/* The edges to services after i: after[after_from[i]] up to after[after_from[i + 1]],
	 * and likewise those before it. */
	uint32_t *after_from, *before_from;
	struct graph_edge *after, *before;
	uint32_t *order; /* all services, each behind those before it */
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

/* Returns false if there is no memory or the edges form a cycle. Call graph_done() in any
 * case. */
bool graph_init(struct graph *graph, uint32_t count, const struct core_edge *edges,
		size_t edge_count);
void graph_done(struct graph *graph);

#endif
