/* conf/check/edges.c - needs, wants, after and before: names to indices, and no cycles. */
#include "conf/model/model.h"

#include <stdlib.h>
#include <string.h>

#define SUGGESTIONS_MAX 50 /* each walks all names */
#define CYCLES_MAX      20
#define EDGES_MAX       4000000 /* N instances with M others are N x M */

static const enum conf_key edge_keys[4] = { CONF_SERVICE_NEEDS, CONF_SERVICE_WANTS,
					    CONF_SERVICE_AFTER, CONF_SERVICE_BEFORE };

struct work {
	struct conf *conf;
	uint32_t *seen; /* a service was named in pass `pass` */
	uint32_t pass;
	uint32_t *found;
	size_t found_count;
	unsigned suggestions;
	bool *needed;
	size_t edges;
};

static void missing(struct work *work, const struct conf_section *section,
		    const struct entry *entry, const char *name)
{
	char text[256];

	name_missing(work->conf, name, section, work->suggestions++ < SUGGESTIONS_MAX, text,
		     sizeof text);
	diag_entry(work->conf, section, entry, false, "%s", text);
}

static void found(struct work *work, const struct entry *entry, uint32_t to)
{
	if (work->seen[to] == work->pass)
		return;
	work->seen[to] = work->pass;
	work->found[work->found_count++] = to;
	if (entry->key == CONF_SERVICE_NEEDS || entry->key == CONF_SERVICE_WANTS)
		work->needed[to] = true;
}

/* One name of an edge of the section. */
static void resolve(struct work *work, const struct conf_section *section,
		    const struct entry *entry, bool own, const char *name)
{
	struct conf *conf = work->conf;
	struct conf_named named;

	if (!conf_find_named(conf, name, &named)) {
		missing(work, section, entry, name);
		return;
	}
	if (named.count == 0 && name[0] != '@' && entry->key == CONF_SERVICE_NEEDS)
		diag_entry(conf, section, entry, false, "%s: is disabled (enabled = no)",
			   name);
	for (uint32_t k = 0; k < named.count; k++) {
		uint32_t to = conf_named_at(&named, k);

		if (conf->services.at[to]->base != section->base) {
			found(work, entry, to);
		} else if (own && name[0] != '@') {
			diag_entry(conf, section, entry, false, "%s: names itself", name);
			return;
		}
	}
}

static void count_edges(struct work *work, struct conf_section *section)
{
	const uint32_t *counts = section->edges;
	size_t before = work->edges;

	if (counts)
		work->edges += (size_t)counts[0] + counts[1] + counts[2] + counts[3];
	if (work->edges <= EDGES_MAX)
		return;
	section->edges = NULL;
	if (before <= EDGES_MAX)
		diag_at(work->conf, section->file, section->line, false,
			"[service:%s]: more than %d needs, wants, after and before in all",
			section->base, EDGES_MAX);
}

static void resolve_all(struct work *work, uint32_t i)
{
	struct conf_section *section = work->conf->services.at[i];
	uint32_t counts[4] = { 0 }, *kept;

	if (section->instance > 1) { /* the same as those of the one before */
		section->edges = work->conf->services.at[i - 1]->edges;
		count_edges(work, section);
		return;
	}
	work->found_count = 0;
	for (unsigned row = 0; row < 4; row++) {
		const struct entry *entry = entry_find(section, edge_keys[row]);
		size_t before = work->found_count;
		bool own = entry && entry == entry_single(section, edge_keys[row]);

		work->pass++;
		for (uint32_t w = 0; entry && w < entry->count; w++)
			resolve(work, section, entry, own, entry->words[w]);
		counts[row] = (uint32_t)(work->found_count - before);
	}
	if (work->found_count == 0)
		return;
	kept = arena_get(&work->conf->arena, (4 + work->found_count) * sizeof *kept);
	if (!kept)
		return;
	memcpy(kept, counts, sizeof counts);
	memcpy(kept + 4, work->found, work->found_count * sizeof *kept);
	section->edges = kept;
	count_edges(work, section);
}

/* "Who waits for whom", from all four keys, in one array. */
struct graph {
	struct conf *conf;
	uint32_t *start; /* services.count + 1 offsets into to[] */
	uint32_t *to;
	uint8_t *key; /* row of edge_keys that says so */
	uint32_t *next, *stack;
	uint8_t *colour; /* 0 new, 1 on the path, 2 done */
	bool *told;      /* of instances the first: it is in a cycle that was told */
};

/* Edge `row` from i to j: before means that j waits for i. */
static void each_edge(struct graph *g, bool fill)
{
	struct conf *conf = g->conf;

	for (uint32_t i = 0; i < conf->services.count; i++) {
		for (unsigned row = 0; row < 4; row++) {
			size_t count;
			const uint32_t *to = conf_edges(conf, i, edge_keys[row], &count);

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

/* Is stack[from] to stack[depth] a cycle that was told, but for other instances? */
static bool told_already(struct graph *g, size_t from, size_t depth)
{
	bool instances = false, news = false;

	for (size_t i = from; i <= depth; i++) {
		uint32_t at = g->stack[i];
		unsigned number = g->conf->services.at[at]->instance;
		uint32_t first = number > 1 ? at + 1 - number : at;

		instances |= number > 0;
		news |= !g->told[first];
		g->told[first] = true;
	}
	return instances && !news;
}

/* Where the edge from `from` to `to` is written: "line 12", or with its file where that is
 * not the file of `shown_in`. */
static void edge_place(const struct graph *g, uint32_t from, uint32_t to, unsigned row,
		       unsigned shown_in, char *buf, size_t size)
{
	const struct conf_section *section = g->conf->services.at[row == 3 ? to : from];
	const char *other = g->conf->services.at[row == 3 ? from : to]->base;
	const struct entry *found = entry_find(section, edge_keys[row]);
	const struct entry *last = section->adds;

	for (const struct entry *at = last ? last->next : NULL; at;
	     at = at == last ? NULL : at->next) {
		for (uint32_t i = 0; at->key == edge_keys[row] && i < at->count; i++) {
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
	const struct conf_section *first = g->conf->services.at[back_to];
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

		/* Of a very long one the front: two names fit behind it. */
		if (len > sizeof text - 3 * CONF_NAME_MAX - 2 * sizeof place) {
			snprintf(text + len, sizeof text - len, ", ... (%zu more)",
				 depth + 1 - i);
			break;
		}
		edge_place(g, g->stack[i], to, g->key[edge], first->file, place,
			   sizeof place);
		len += (size_t)snprintf(text + len, sizeof text - len, "%s%s %s %s",
					i > from ? ", " : "",
					g->conf->services.at[g->stack[i]]->name,
					words[g->key[edge]],
					g->conf->services.at[to]->name);
		if (place[0] != '\0')
			len += (size_t)snprintf(text + len, sizeof text - len, " %s",
						place);
	}
	diag_at(g->conf, first->file, first->line, false,
		"[service:%s] a cycle: %s; take one of them away", first->base, text);
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

static void find_cycles(struct conf *conf)
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

static bool starts_itself(const struct conf_section *section)
{
	return !entry_find(section, CONF_SERVICE_AUTOSTART) ||
	       conf_bool(section, CONF_SERVICE_AUTOSTART);
}

static void warn_never_started(struct work *work)
{
	struct conf *conf = work->conf;

	for (size_t i = 0; i < conf->services.count; i++) {
		const struct conf_section *section = conf->services.at[i];

		if (!work->needed[i] && section->instance <= 1 && !starts_itself(section))
			diag_entry(conf, section,
				   entry_find(section, CONF_SERVICE_AUTOSTART), true,
				   "= no, and nothing needs or wants it: it is never "
				   "started");
	}
}

/* One word of [init] start. */
static void start_word(struct work *work, const char *word)
{
	const struct entry *entry = entry_single(&work->conf->init, CONF_INIT_START);
	struct conf *conf = work->conf;
	struct conf_named named;

	if (strcmp(word, "all") == 0) {
		for (uint32_t i = 0; i < conf->services.count; i++)
			work->seen[i] |= starts_itself(conf->services.at[i]);
	} else if (conf_find_named(conf, word, &named)) {
		for (uint32_t k = 0; k < named.count; k++) {
			work->seen[conf_named_at(&named, k)] = 1;
			work->needed[conf_named_at(&named, k)] = true;
		}
	} else {
		missing(work, &conf->init, entry, word);
	}
}

static void make_start_list(struct work *work)
{
	struct conf *conf = work->conf;
	size_t count, found = 0;
	char *const *words = conf_words(&conf->init, CONF_INIT_START, &count);
	uint32_t *kept;

	memset(work->seen, 0, conf->services.count * sizeof *work->seen);
	for (size_t i = 0; i < count; i++)
		start_word(work, words[i]);
	for (size_t i = 0; i < conf->services.count; i++)
		found += work->seen[i];
	kept = arena_get(&conf->arena, (found + 1) * sizeof *kept);
	for (uint32_t i = 0; kept && i < conf->services.count; i++) {
		if (work->seen[i])
			kept[conf->start_count++] = i;
	}
	conf->start = kept;
}

static void note_started_on_failure(struct work *work)
{
	for (size_t i = 0; i < work->conf->services.count; i++) {
		int to = conf_on_failed(work->conf->services.at[i]);

		if (to >= 0)
			work->needed[to] = true;
	}
}

void conf_check_edges(struct conf *conf)
{
	size_t n = conf->services.count;
	struct work work = { .conf = conf };

	work.seen = calloc(n + 1, sizeof *work.seen);
	work.found = calloc(4 * n + 4, sizeof *work.found);
	work.needed = calloc(n + 1, sizeof *work.needed);
	if (work.seen && work.found && work.needed) {
		for (uint32_t i = 0; i < n; i++)
			resolve_all(&work, i);
		make_start_list(&work);
		note_started_on_failure(&work);
		warn_never_started(&work);
		find_cycles(conf);
	} else {
		conf->arena.failed = true;
	}
	free(work.seen);
	free(work.found);
	free(work.needed);
}
