/* conf/check/cycles.c - services that wait for each other. */
#include "conf/check/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CYCLES_MAX 20

/* The edges of all four keys in one array: which service waits for which. */
struct graph {
	struct conf *conf;
	uint32_t *start; /* services.count + 1 offsets into to[] */
	uint32_t *to;
	uint8_t *key; /* row of conf_edge_keys that says so */
	uint32_t *next, *stack;
	uint8_t *colour; /* 0 new, 1 on the path, 2 done */
	bool *told; /* for the first of several instances: a cycle with it was reported */
};

/* Counts or fills in all edges. `before` of i names j means that j waits for i. */
static void each_edge(struct graph *g, bool fill)
{
	struct conf *conf = g->conf;

	for (uint32_t i = 0; i < conf->services.count; i++) {
		for (unsigned row = 0; row < 4; row++) {
			size_t count;
			const uint32_t *to =
				conf_edges(conf, i, conf_edge_keys[row], &count);

			for (size_t e = 0; e < count; e++) {
				uint32_t from = row == 3 ? to[e] : i;

				if (fill) {
					g->key[g->next[from]] = (uint8_t)row;
					g->to[g->next[from]++] = row == 3 ? i : to[e];
				} else {
					g->start[from + 1]++;
				}
			}
		}
	}
}

/* Returns true if the cycle stack[from] to stack[depth] was reported for other instances. */
static bool told_already(struct graph *g, size_t from, size_t depth)
{
	bool instances = false, news = false;

	for (size_t i = from; i <= depth; i++) {
		uint32_t at = g->stack[i];
		unsigned number = g->conf->services.sections[at]->instance;
		uint32_t first = number > 1 ? at + 1 - number : at;

		instances |= number > 0;
		news |= !g->told[first];
		g->told[first] = true;
	}
	return instances && !news;
}

/* Writes where the edge is written: "(line 12)", or "(FILE:12)" if that is not the file
 * `shown_in`. */
static void edge_place(const struct graph *g, uint32_t from, uint32_t to, unsigned row,
		       unsigned shown_in, char *buf, size_t size)
{
	const struct conf_section *section =
		g->conf->services.sections[row == 3 ? to : from];
	const char *other = g->conf->services.sections[row == 3 ? from : to]->base;
	const struct entry *found = entry_find(section, conf_edge_keys[row]);
	const struct entry *last = section->lists;

	for (const struct entry *at = last ? last->next : NULL; at;
	     at = at == last ? NULL : at->next) {
		for (uint32_t i = 0; at->key == conf_edge_keys[row] && i < at->count; i++) {
			if (strcmp(at->words[i], other) == 0)
				found = at;
		}
	}
	buf[0] = '\0';
	if (found && found->file == shown_in)
		snprintf(buf, size, "(line %u)", found->line);
	else if (found && found->file < g->conf->file_count)
		snprintf(buf, size, "(%.60s:%u)", g->conf->files[found->file], found->line);
}

static bool tell_cycle(struct graph *g, size_t depth, uint32_t back_to)
{
	static const char *const words[] = { "needs", "wants", "after", "is after" };
	const struct conf_section *first = g->conf->services.sections[back_to];
	size_t from = depth, len = 0;
	char text[900], place[80];

	while (from > 0 && g->stack[from] != back_to)
		from--;
	if (told_already(g, from, depth))
		return false;
	text[0] = '\0';
	for (size_t i = from; i <= depth && len < sizeof text; i++) {
		uint32_t edge = g->next[g->stack[i]] - 1;
		uint32_t to = i < depth ? g->stack[i + 1] : back_to;

		/* A very long cycle is cut. Two names still fit after the cut. */
		if (len > sizeof text - 3 * CONF_NAME_MAX - 2 * sizeof place) {
			snprintf(text + len, sizeof text - len, ", ... (%zu more)",
				 depth + 1 - i);
			break;
		}
		edge_place(g, g->stack[i], to, g->key[edge], first->file, place,
			   sizeof place);
		len += (size_t)snprintf(text + len, sizeof text - len, "%s%s %s %s",
					i > from ? ", " : "",
					g->conf->services.sections[g->stack[i]]->name,
					words[g->key[edge]],
					g->conf->services.sections[to]->name);
		if (place[0] != '\0')
			len += (size_t)snprintf(text + len, sizeof text - len, " %s",
						place);
	}
	diag_at(g->conf, first->file, first->line, false,
		"[service:%s] a dependency cycle: %s; remove one of them", first->base,
		text);
	return true;
}

static unsigned walk(struct graph *g, uint32_t root, unsigned cycles)
{
	size_t depth = 0;

	g->stack[0] = root;
	g->colour[root] = 1;
	while (true) {
		uint32_t at = g->stack[depth];

		if (g->next[at] == g->start[at + 1]) {
			g->colour[at] = 2;
			if (depth-- == 0)
				return cycles;
			continue;
		}
		uint32_t to = g->to[g->next[at]++];

		if (g->colour[to] == 1 && cycles < CYCLES_MAX) {
			cycles += tell_cycle(g, depth, to);
		} else if (g->colour[to] == 0) {
			g->colour[to] = 1;
			g->stack[++depth] = to;
		}
	}
}

void conf_check_cycles(struct conf *conf)
{
	size_t n = conf->services.count, edges;
	struct graph g = { .conf = conf };
	unsigned cycles = 0;

	g.start = calloc(n + 1, sizeof *g.start);
	g.next = calloc(n + 1, sizeof *g.next);
	g.stack = calloc(n + 1, sizeof *g.stack);
	g.colour = calloc(n + 1, 1);
	g.told = calloc(n + 1, sizeof *g.told);
	if (g.start && g.next && g.stack && g.colour && g.told) {
		each_edge(&g, false);
		for (size_t i = 0; i < n; i++)
			g.start[i + 1] += g.start[i];
		edges = g.start[n];
		memcpy(g.next, g.start, n * sizeof *g.next);
		g.to = calloc(edges + 1, sizeof *g.to);
		g.key = calloc(edges + 1, 1);
	}
	if (g.to && g.key) {
		each_edge(&g, true);
		memcpy(g.next, g.start, n * sizeof *g.next);
		for (uint32_t i = 0; i < n; i++) {
			if (g.colour[i] == 0)
				cycles = walk(&g, i, cycles);
		}
	} else {
		conf->arena.failed = true;
	}
	free(g.start);
	free(g.next);
	free(g.stack);
	free(g.colour);
	free(g.told);
	free(g.to);
	free(g.key);
}
