/* supervisor/core/graph.h - who comes before whom, as arrays. Pure. */
#ifndef SUPERVISOR_CORE_GRAPH_H
#define SUPERVISOR_CORE_GRAPH_H

#include "supervisor/core/core.h"

struct graph {
	uint32_t count;
	uint32_t *next_at,
		*next; /* after i: next[next_at[i] .. next_at[i+1]], and a kind */
	uint32_t *prev_at, *prev; /* before i, likewise */
	uint32_t *order;          /* all services, each after those before it */
};

#define GRAPH_NEED  0x80000000u
#define GRAPH_WANT  0x40000000u
#define GRAPH_INDEX 0x3fffffffu

/* false: no memory or a circle. graph_done() is due in any case. */
bool graph_init(struct graph *graph, uint32_t count, const struct core_edge *edges,
		size_t edge_count);
void graph_done(struct graph *graph);

#endif
