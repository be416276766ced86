/* conf/check/edges.c - resolves the names in needs, wants, after, before and [init]
 * start to indices. */
#include "conf/check/check.h"

#include <stdlib.h>
#include <string.h>

#define SUGGESTIONS_MAX 50 /* more are too slow: each one compares a name with all others */
/* N instances that need M others have N x M edges, so even a short file can have too
 * many. */
#define EDGES_MAX 4000000

struct resolver {
	struct conf *conf;
	uint32_t *seen;    /* for each service, the last pass in which a key named it */
	uint32_t pass;     /* the number of the pass: one for each key of each service */
	uint32_t *targets; /* services that the edge keys of one service refer to */
	size_t target_count;
	unsigned suggestions;
	bool *needed; /* for each service, whether another service or [init] starts it */
	size_t edges;
};

static void report_missing(struct resolver *r, const struct conf_section *section,
			   const struct entry *entry, const char *name)
{
	char text[256];

	name_missing(r->conf, name, section, r->suggestions++ < SUGGESTIONS_MAX,
		     &TEXT(text));
	entry_error(section, entry, "%s", text);
}

static void add_target(struct resolver *r, const struct entry *entry, uint32_t to)
{
	if (r->seen[to] == r->pass)
		return;
	r->seen[to] = r->pass;
	r->targets[r->target_count++] = to;
	if (entry->key == CONF_SERVICE_NEEDS || entry->key == CONF_SERVICE_WANTS)
		r->needed[to] = true;
}

/* Resolves one name of an edge key. `is_own` is false if the key comes from [defaults]. */
static void resolve_name(struct resolver *r, const struct conf_section *section,
			 const struct entry *entry, bool is_own, const char *name)
{
	struct conf *conf = r->conf;
	struct conf_targets named;

	if (!conf_find_targets(conf, name, &named)) {
		report_missing(r, section, entry, name);
		return;
	}
	if (named.count == 0 && name[0] != '@' && entry->key == CONF_SERVICE_NEEDS)
		entry_error(section, entry, "%s: is disabled (enabled = no)", name);
	for (uint32_t k = 0; k < named.count; k++) {
		uint32_t to = conf_target_at(&named, k);

		if (conf->services.sections[to]->base != section->base) {
			add_target(r, entry, to);
		} else if (is_own && name[0] != '@') {
			entry_error(section, entry, "%s: names itself", name);
			return;
		}
	}
}

static void count_edges(struct resolver *r, struct conf_section *section)
{
	const uint32_t *counts = section->edges;
	size_t before = r->edges;

	if (counts)
		r->edges += (size_t)counts[0] + counts[1] + counts[2] + counts[3];
	if (r->edges <= EDGES_MAX)
		return;
	section->edges = NULL;
	if (before <= EDGES_MAX)
		file_error(r->conf, section->file, section->line,
			   "[service:%s]: more than %d entries of needs, wants, after and "
			   "before in total",
			   section->base, EDGES_MAX);
}

static void resolve_service(struct resolver *r, uint32_t i)
{
	struct conf_section *section = r->conf->services.sections[i];
	uint32_t counts[EDGE_KEYS] = { 0 }, *kept;

	if (section->instance > 1) { /* instances share the edges of the first one */
		section->edges = r->conf->services.sections[i - 1]->edges;
		count_edges(r, section);
		return;
	}
	r->target_count = 0;
	for (unsigned row = 0; row < EDGE_KEYS; row++) {
		const struct entry *entry = entry_find(section, conf_edge_keys[row]);
		size_t before = r->target_count;
		bool is_own = entry && entry == entry_scalar(section, conf_edge_keys[row]);

		r->pass++;
		for (uint32_t w = 0; entry && w < entry->count; w++)
			resolve_name(r, section, entry, is_own, entry->words[w]);
		counts[row] = (uint32_t)(r->target_count - before);
	}
	if (r->target_count == 0)
		return;
	kept = arena_get(&r->conf->arena, (EDGE_KEYS + r->target_count) * sizeof *kept);
	if (!kept)
		return;
	memcpy(kept, counts, sizeof counts);
	memcpy(kept + EDGE_KEYS, r->targets, r->target_count * sizeof *kept);
	section->edges = kept;
	count_edges(r, section);
}

static bool is_autostarted(const struct conf_section *section)
{
	return !entry_find(section, CONF_SERVICE_AUTOSTART) ||
	       conf_bool(section, CONF_SERVICE_AUTOSTART);
}

/* Without a control socket nobody can start such a service by hand. */
static void warn_never_started(struct resolver *r)
{
	struct conf *conf = r->conf;

	if (strcmp(conf_text(&conf->init, CONF_INIT_CONTROL), "off") != 0)
		return;
	for (size_t i = 0; i < conf->services.count; i++) {
		const struct conf_section *section = conf->services.sections[i];

		if (!r->needed[i] && section->instance <= 1 && !is_autostarted(section))
			entry_warning(section, entry_find(section, CONF_SERVICE_AUTOSTART),
				      "= no, and no service needs or wants this one: it is "
				      "never started");
	}
}

/* Marks the services that one word of [init] start refers to. */
static void mark_start_word(struct resolver *r, const char *word)
{
	const struct entry *entry = entry_scalar(&r->conf->init, CONF_INIT_START);
	struct conf *conf = r->conf;
	struct conf_targets named;

	if (strcmp(word, "all") == 0) {
		for (uint32_t i = 0; i < conf->services.count; i++)
			r->seen[i] |= is_autostarted(conf->services.sections[i]);
	} else if (conf_find_targets(conf, word, &named)) {
		for (uint32_t k = 0; k < named.count; k++) {
			r->seen[conf_target_at(&named, k)] = 1;
			r->needed[conf_target_at(&named, k)] = true;
		}
	} else {
		report_missing(r, &conf->init, entry, word);
	}
}

static void make_start_list(struct resolver *r)
{
	struct conf *conf = r->conf;
	size_t count, found = 0;
	char *const *words = conf_words(&conf->init, CONF_INIT_START, &count);
	uint32_t *kept;

	memset(r->seen, 0, conf->services.count * sizeof *r->seen);
	for (size_t i = 0; i < count; i++)
		mark_start_word(r, words[i]);
	for (size_t i = 0; i < conf->services.count; i++)
		found += r->seen[i];
	kept = arena_get(&conf->arena, (found + 1) * sizeof *kept);
	for (uint32_t i = 0; kept && i < conf->services.count; i++) {
		if (r->seen[i])
			kept[conf->start_count++] = i;
	}
	conf->start = kept;
}

static void mark_started_on_failure(struct resolver *r)
{
	for (size_t i = 0; i < r->conf->services.count; i++) {
		int to = conf_on_failed(r->conf->services.sections[i]);

		if (to >= 0)
			r->needed[to] = true;
	}
}

void conf_check_edges(struct conf *conf)
{
	size_t n = conf->services.count;
	struct resolver r = { .conf = conf };

	r.seen = calloc(n + 1, sizeof *r.seen);
	r.targets = calloc(EDGE_KEYS * (n + 1), sizeof *r.targets);
	r.needed = calloc(n + 1, sizeof *r.needed);
	if (r.seen && r.targets && r.needed) {
		for (uint32_t i = 0; i < n; i++)
			resolve_service(&r, i);
		make_start_list(&r);
		mark_started_on_failure(&r);
		warn_never_started(&r);
		conf_check_cycles(conf);
	} else {
		conf->arena.failed = true;
	}
	free(r.seen);
	free(r.targets);
	free(r.needed);
}
