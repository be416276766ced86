/* conf/check/edges.c - needs, wants, after and before: from names to indices. */
#include "conf/check/check.h"

#include <stdlib.h>
#include <string.h>

#define SUGGESTIONS_MAX 50      /* each suggestion compares all names */
#define EDGES_MAX       4000000 /* N instances that name M others make N x M edges */

struct work {
	struct conf *conf;
	uint32_t *seen; /* the last pass in which the service was named */
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

/* Resolves one name of an edge key. */
static void resolve(struct work *work, const struct conf_section *section,
		    const struct entry *entry, bool own, const char *name)
{
	struct conf *conf = work->conf;
	struct conf_targets named;

	if (!conf_find_targets(conf, name, &named)) {
		missing(work, section, entry, name);
		return;
	}
	if (named.count == 0 && name[0] != '@' && entry->key == CONF_SERVICE_NEEDS)
		diag_entry(conf, section, entry, false, "%s: is disabled (enabled = no)",
			   name);
	for (uint32_t k = 0; k < named.count; k++) {
		uint32_t to = conf_target_at(&named, k);

		if (conf->services.sections[to]->base != section->base) {
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
			"[service:%s]: more than %d entries of needs, wants, after and "
			"before in total",
			section->base, EDGES_MAX);
}

static void resolve_all(struct work *work, uint32_t i)
{
	struct conf_section *section = work->conf->services.sections[i];
	uint32_t counts[4] = { 0 }, *kept;

	if (section->instance > 1) { /* the edges of the first instance */
		section->edges = work->conf->services.sections[i - 1]->edges;
		count_edges(work, section);
		return;
	}
	work->found_count = 0;
	for (unsigned row = 0; row < 4; row++) {
		const struct entry *entry = entry_find(section, conf_edge_keys[row]);
		size_t before = work->found_count;
		bool own = entry && entry == entry_scalar(section, conf_edge_keys[row]);

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

static bool starts_itself(const struct conf_section *section)
{
	return !entry_find(section, CONF_SERVICE_AUTOSTART) ||
	       conf_bool(section, CONF_SERVICE_AUTOSTART);
}

static void warn_never_started(struct work *work)
{
	struct conf *conf = work->conf;

	for (size_t i = 0; i < conf->services.count; i++) {
		const struct conf_section *section = conf->services.sections[i];

		if (!work->needed[i] && section->instance <= 1 && !starts_itself(section))
			diag_entry(conf, section,
				   entry_find(section, CONF_SERVICE_AUTOSTART), true,
				   "= no, and no service needs or wants this one: it is "
				   "never started");
	}
}

/* Marks the services that one word of [init] start names. */
static void start_word(struct work *work, const char *word)
{
	const struct entry *entry = entry_scalar(&work->conf->init, CONF_INIT_START);
	struct conf *conf = work->conf;
	struct conf_targets named;

	if (strcmp(word, "all") == 0) {
		for (uint32_t i = 0; i < conf->services.count; i++)
			work->seen[i] |= starts_itself(conf->services.sections[i]);
	} else if (conf_find_targets(conf, word, &named)) {
		for (uint32_t k = 0; k < named.count; k++) {
			work->seen[conf_target_at(&named, k)] = 1;
			work->needed[conf_target_at(&named, k)] = true;
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
		int to = conf_on_failed(work->conf->services.sections[i]);

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
		conf_check_cycles(conf);
	} else {
		conf->arena.failed = true;
	}
	free(work.seen);
	free(work.found);
	free(work.needed);
}
