/* conf/check/cycles.c - finds services that wait for each other. */
#include "conf/check/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CYCLES_MAX  20
#define EDGE_PLACES 160 /* room for two texts like " (FILE:LINE)" */

/* The graph of services that wait for each other, over all four edge keys. */
struct wait_graph {
	struct conf *conf;
	uint32_t *start; /* service i waits for to[start[i]] to to[start[i + 1] - 1] */
	uint32_t *to;
	uint8_t *key;    /* for each edge in to[], the index of its key in conf_edge_keys */
	uint32_t *next;  /* for each service, the edge in to[] to visit next */
	uint32_t *stack; /* the path of the depth-first search */
	uint8_t *colour; /* for each service: 0 not visited, 1 on the path, 2 done */
	bool *reported;  /* services in a reported cycle; instances count as one */
};

/* Counts all edges, or stores them if `fill`. With before = NAME the named service
 * waits. */
static void visit_edges(struct wait_graph *g, bool fill)
{
	struct conf *conf = g->conf;

	for (uint32_t i = 0; i < conf->services.count; i++) {
		for (unsigned row = 0; row < EDGE_KEYS; row++) {
			bool before = conf_edge_keys[row] == CONF_SERVICE_BEFORE;
			size_t count;
			const uint32_t *to =
				conf_edges(conf, i, conf_edge_keys[row], &count);

			for (size_t e = 0; e < count; e++) {
				uint32_t from = before ? to[e] : i;

				if (fill) {
					g->key[g->next[from]] = (uint8_t)row;
					g->to[g->next[from]++] = before ? i : to[e];
				} else {
					g->start[from + 1]++;
				}
			}
		}
	}
}

/* Marks the services stack[from] to stack[depth] as reported. Returns true if the cycle has
 * instances and all its services were already marked. */
static bool was_reported(struct wait_graph *g, size_t from, size_t depth)
{
	bool instances = false, is_new = false;

	for (size_t k = from; k <= depth; k++) {
		uint32_t i = g->stack[k];
		unsigned number = g->conf->services.sections[i]->instance;
		uint32_t first = number > 1 ? i + 1 - number : i;

		instances |= number > 0;
		is_new |= !g->reported[first];
		g->reported[first] = true;
	}
	return instances && !is_new;
}

struct wait_edge {
	uint32_t from, to; /* `from` waits for `to` */
	unsigned row;      /* the index of the key in conf_edge_keys */
};

/* Returns the entry that contains the edge. */
static const struct entry *entry_of_edge(const struct wait_graph *g,
					 const struct wait_edge *edge)
{
	bool before = conf_edge_keys[edge->row] == CONF_SERVICE_BEFORE;
	struct conf_section **services = g->conf->services.sections;
	const struct conf_section *section = services[before ? edge->to : edge->from];
	const char *other = services[before ? edge->from : edge->to]->base;
	const struct entry *found = entry_find(section, conf_edge_keys[edge->row]);
	const struct entry *last = section->lists;

	for (const struct entry *item = last ? last->next : NULL; item;
	     item = item == last ? NULL : item->next) {
		for (uint32_t i = 0;
		     item->key == conf_edge_keys[edge->row] && i < item->count; i++) {
			if (strcmp(item->words[i], other) == 0)
				found = item;
		}
	}
	return found;
}

/* Appends "a needs b (line 12)", or "a needs b (FILE:12)" if the entry is not in file
 * `shown_in`. */
static void append_edge(const struct wait_graph *g, const struct wait_edge *edge,
			unsigned shown_in, struct text *text)
{
	static const char *const verbs[] = { "needs", "wants", "after", "is after" };
	struct conf_section **services = g->conf->services.sections;
	const struct entry *entry = entry_of_edge(g, edge);

	text_append(text, "%s %s %s", services[edge->from]->name, verbs[edge->row],
		    services[edge->to]->name);
	if (entry && entry->file == shown_in)
		text_append(text, " (line %u)", entry->line);
	else if (entry && entry->file < g->conf->file_count)
		text_append(text, " (%.60s:%u)", g->conf->files[entry->file], entry->line);
}

/* Reports the cycle from `back_to` to the end of the path. Does nothing and returns false
 * if the same cycle was reported for other instances. */
static bool report_cycle(struct wait_graph *g, size_t depth, uint32_t back_to)
{
	const struct conf_section *first = g->conf->services.sections[back_to];
	size_t from = depth;
	char text[900] = "";

	while (from > 0 && g->stack[from] != back_to)
		from--;
	if (was_reported(g, from, depth))
		return false;
	for (size_t i = from; i <= depth; i++) {
		struct wait_edge edge = { g->stack[i],
					  i < depth ? g->stack[i + 1] : back_to,
					  g->key[g->next[g->stack[i]] - 1] };

		/* Cut a very long cycle, but leave room for two more names. */
		if (strlen(text) > sizeof text - 3 * CONF_NAME_MAX - EDGE_PLACES) {
			text_append(&TEXT(text), ", ... (%zu more)", depth + 1 - i);
			break;
		}
		text_append(&TEXT(text), "%s", i > from ? ", " : "");
		append_edge(g, &edge, first->file, &TEXT(text));
	}
	file_error(g->conf, first->file, first->line,
		   "[service:%s] a dependency cycle: %s; remove one of them", first->base,
		   text);
	return true;
}

static unsigned find_cycles_from(struct wait_graph *g, uint32_t root, unsigned cycles)
{
	size_t depth = 0;

	g->stack[0] = root;
	g->colour[root] = 1;
	while (true) {
		uint32_t i = g->stack[depth];

		if (g->next[i] == g->start[i + 1]) {
			g->colour[i] = 2;
			if (depth-- == 0)
				return cycles;
			continue;
		}
		uint32_t to = g->to[g->next[i]++];

		if (g->colour[to] == 1 && cycles < CYCLES_MAX) {
			cycles += report_cycle(g, depth, to);
		} else if (g->colour[to] == 0) {
			g->colour[to] = 1;
			g->stack[++depth] = to;
		}
	}
}

void conf_check_cycles(struct conf *conf)
{
	size_t n = conf->services.count, edges;
	struct wait_graph g = { .conf = conf };
	unsigned cycles = 0;

	g.start = calloc(n + 1, sizeof *g.start);
	g.next = calloc(n + 1, sizeof *g.next);
	g.stack = calloc(n + 1, sizeof *g.stack);
	g.colour = calloc(n + 1, 1);
	g.reported = calloc(n + 1, sizeof *g.reported);
	if (g.start && g.next && g.stack && g.colour && g.reported) {
		visit_edges(&g, false);
		for (size_t i = 0; i < n; i++)
			g.start[i + 1] += g.start[i];
		edges = g.start[n];
		memcpy(g.next, g.start, n * sizeof *g.next);
		g.to = calloc(edges + 1, sizeof *g.to);
		g.key = calloc(edges + 1, 1);
	}
	if (g.to && g.key) {
		visit_edges(&g, true);
		memcpy(g.next, g.start, n * sizeof *g.next);
		for (uint32_t i = 0; i < n; i++) {
			if (g.colour[i] == 0)
				cycles = find_cycles_from(&g, i, cycles);
		}
	} else {
		conf->arena.failed = true;
	}
	free(g.start);
	free(g.next);
	free(g.stack);
	free(g.colour);
	free(g.reported);
	free(g.to);
	free(g.key);
}
