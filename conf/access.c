/* conf/access.c - what the other rooms ask a loaded configuration. Never allocates. */
#include "conf/model.h"
#include "conf/value.h"
#include "conf/words.h"

#include <errno.h>
#include <string.h>

static char *const no_words[] = { NULL };

const struct conf_section *conf_init(const struct conf *conf)
{
	return &conf->init;
}

const struct conf_section *conf_container(const struct conf *conf)
{
	return conf->has_container ? &conf->container : NULL;
}

size_t conf_service_count(const struct conf *conf)
{
	return conf->services.count;
}

const struct conf_section *conf_service(const struct conf *conf, size_t i)
{
	return conf->services.at[i];
}

size_t conf_setup_count(const struct conf *conf)
{
	return conf->setups.count;
}

const struct conf_section *conf_setup(const struct conf *conf, size_t i)
{
	return conf->setups.at[i];
}

const char *conf_base_name(const struct conf_section *section)
{
	return section->base;
}

unsigned conf_instance(const struct conf_section *section)
{
	return section->instance;
}

bool conf_is_never(const struct conf_section *section)
{
	return section->never;
}

const uint32_t *conf_start_list(const struct conf *conf, size_t *ret_count)
{
	*ret_count = conf->start_count;
	return conf->start;
}

const char *conf_name(const struct conf_section *section)
{
	return section->name;
}

int conf_find_service(const struct conf *conf, const char *name)
{
	const uint32_t *slot = conf_slot(&conf->services, name);

	return slot && *slot != 0 && *slot <= conf->services.count ? (int)*slot - 1 : -1;
}

static unsigned edge_row(enum conf_key key)
{
	if (key == CONF_SERVICE_NEEDS)
		return 0;
	if (key == CONF_SERVICE_WANTS)
		return 1;
	return key == CONF_SERVICE_AFTER ? 2 : 3;
}

const uint32_t *conf_edges(const struct conf *conf, size_t i, enum conf_key key,
			   size_t *ret_count)
{
	const uint32_t *edges = conf->services.at[i]->edges;
	unsigned row = edge_row(key);

	*ret_count = 0;
	if (!edges)
		return NULL;
	*ret_count = edges[row];
	edges += 4;
	for (unsigned before = 0; before < row; before++)
		edges += conf->services.at[i]->edges[before];
	return edges;
}

/* The last entry that counts, of any key. */
static const struct entry *last_entry(const struct conf_section *section, enum conf_key key)
{
	const struct entry *at, *last = NULL;
	struct entry_walk walk;

	if (!conf_key_info(key)->adds)
		return entry_find(section, key);
	walk = entry_walk(section, key);
	while ((at = entry_next(&walk)))
		last = at;
	return last;
}

bool conf_is_set(const struct conf_section *section, enum conf_key key)
{
	return last_entry(section, key) != NULL;
}

bool conf_is_dynamic(const struct conf_section *section, enum conf_key key)
{
	const struct entry *at;
	struct entry_walk walk;

	if (!conf_key_info(key)->adds) {
		at = entry_find(section, key);
		return at && at->dynamic;
	}
	walk = entry_walk(section, key);
	while ((at = entry_next(&walk))) {
		if (at->dynamic)
			return true;
	}
	return false;
}

const char *conf_origin(const struct conf_section *section, enum conf_key key)
{
	const struct entry *entry = last_entry(section, key);
	struct conf *conf = section->conf;

	conf->origin[0] = '\0';
	if (entry && entry->file == CONF_FROM_SET)
		return "--set";
	if (entry && entry->file < conf->file_count)
		snprintf(conf->origin, sizeof conf->origin, "%s:%u",
			 conf->files[entry->file], entry->line);
	return conf->origin;
}

static const struct entry *merged_of(const struct conf_section *section, enum conf_key key)
{
	const struct entry *at = section->singles;

	while (at && !(at->merged && at->key == key))
		at = at->next;
	return at;
}

static bool has_own(const struct conf_section *section, enum conf_key key)
{
	const struct entry *at = section->adds;

	while (at && at->key != key)
		at = at->next == section->adds ? NULL : at->next;
	return at != NULL;
}

/* The words of a key that is not dynamic; none: the default is one word or none. */
static char *const *static_words(const struct conf_section *section, enum conf_key key,
				 size_t *ret_count)
{
	const struct entry *at = merged_of(section, key);

	*ret_count = 0;
	if (!at && takes_defaults(section, key) && !has_own(section, key))
		at = merged_of(&section->conf->defaults, key);
	if (!at && conf_is_dynamic(section, key))
		return no_words;
	if (!at)
		at = last_entry(section, key);
	if (!at)
		at = entry_single(&section->conf->table, key);
	if (!at)
		return no_words;
	*ret_count = at->count;
	return at->words;
}

/* A default that is not in conf->table. */
static void default_value(const struct conf_section *section, enum conf_key key,
			  struct conf_value *ret)
{
	char why[700], *words[] = { NULL, NULL };

	words[0] = (char *)(uintptr_t)default_word(section, key);
	*ret = (struct conf_value){ .words = no_words };
	if (words[0][0] != '\0')
		value_parse(key, words, 1, ret, why, sizeof why);
	ret->set = false;
	ret->words = no_words;
	ret->word_count = 0;
}

/* A value that was judged at load; the default for a dynamic one. */
static void known_value(const struct conf_section *section, enum conf_key key,
			struct conf_value *ret)
{
	size_t count;
	char *const *words = static_words(section, key, &count);
	char why[700];

	if (count == 0 || value_parse(key, words, count, ret, why, sizeof why) < 0) {
		default_value(section, key, ret);
		return;
	}
	ret->set = conf_is_set(section, key);
}

int64_t conf_number(const struct conf_section *section, enum conf_key key)
{
	struct conf_value value;

	known_value(section, key, &value);
	return value.number;
}

bool conf_bool(const struct conf_section *section, enum conf_key key)
{
	return conf_number(section, key) != 0;
}

const char *conf_text(const struct conf_section *section, enum conf_key key)
{
	struct conf_value value;

	known_value(section, key, &value);
	return value.text;
}

char *const *conf_words(const struct conf_section *section, enum conf_key key,
			size_t *ret_count)
{
	return static_words(section, key, ret_count);
}

/* ---- at start ---- */

static int fail(const struct conf_section *section, const struct entry *entry,
		const char *reason, int error, char *why, size_t why_size)
{
	const struct conf *conf = section->conf;
	char title[64];
	int len = 0;

	if (entry->file < conf->file_count)
		len = snprintf(why, why_size, "%s:%u: ", conf->files[entry->file],
			       entry->line);
	if (len >= 0 && (size_t)len < why_size)
		snprintf(why + len, why_size - (size_t)len, "%s %s%s%s",
			 section_title(section, title), conf_key_info(entry->key)->name,
			 reason[0] == '=' ? " " : ": ", reason);
	return error;
}

/* One entry's words; a warning stays in reason[]. */
static int entry_words(const struct entry *entry, const struct conf_lookup *lookup,
		       struct conf_scratch *scratch, char *const **ret_words,
		       size_t *ret_count, char *reason, size_t size)
{
	struct words words = {
		.lookup = lookup, .scratch = scratch, .why = reason, .why_size = size
	};
	int error;

	reason[0] = '\0';
	*ret_words = entry->words;
	*ret_count = entry->count;
	if (!entry->dynamic)
		return 0;
	if (!lookup) {
		snprintf(reason, size, "needs the environment of a start");
		return -EINVAL;
	}
	error = words_split(&words, entry->raw, entry->count);
	*ret_words = words.at;
	*ret_count = words.count;
	return error;
}

/* Words of one more entry behind those that are there. */
static int join(struct conf_scratch *scratch, char *const **words, size_t *count,
		char *const *more, size_t more_count)
{
	uintptr_t at = (uintptr_t)scratch->at + scratch->used,
		  to = (at + 7) & ~(uintptr_t)7;
	size_t need = (size_t)(to - at) + (*count + more_count + 1) * sizeof(char *);
	char **made = (char **)to;

	if (*count == 0) {
		*words = more;
		*count = more_count;
		return 0;
	}
	if (need > scratch->size - scratch->used)
		return -ENOSPC;
	memcpy(made, *words, *count * sizeof *made);
	memcpy(made + *count, more, more_count * sizeof *made);
	made[*count + more_count] = NULL;
	scratch->used += need;
	*words = made;
	*count += more_count;
	return 0;
}

static int eval_adds(const struct conf_section *section, enum conf_key key,
		     const struct conf_lookup *lookup, struct conf_scratch *scratch,
		     struct conf_value *ret, char *why, size_t why_size)
{
	struct entry_walk walk = entry_walk(section, key);
	char *const *words = no_words, *const * more;
	size_t count = 0, more_count;
	const struct entry *at;
	char reason[600];

	while ((at = entry_next(&walk))) {
		int error = entry_words(at, lookup, scratch, &more, &more_count, reason,
					sizeof reason);

		if (error == 0 && reason[0] != '\0')
			fail(section, at, reason, 0, why, why_size);
		if (error == 0 && more_count > 0)
			error = value_parse(key, more, more_count, ret, reason,
					    sizeof reason);
		if (error == 0 && join(scratch, &words, &count, more, more_count) < 0) {
			error = -ENOSPC;
			snprintf(reason, sizeof reason, "expands to too much");
		}
		if (error < 0)
			return fail(section, at, reason, error, why, why_size);
	}
	*ret = (struct conf_value){ .set = count > 0, .words = words, .word_count = count };
	return 0;
}

int conf_eval(const struct conf_section *section, enum conf_key key,
	      const struct conf_lookup *lookup, struct conf_scratch *scratch,
	      struct conf_value *ret, char *why, size_t why_size)
{
	const struct entry *entry;
	char *const *words;
	char reason[600];
	size_t count;
	int error;

	why[0] = '\0';
	if (!conf_is_dynamic(section, key)) {
		known_value(section, key, ret);
		ret->words = static_words(section, key, &ret->word_count);
		return 0;
	}
	if (conf_key_info(key)->adds)
		return eval_adds(section, key, lookup, scratch, ret, why, why_size);
	entry = entry_find(section, key);
	error = entry_words(entry, lookup, scratch, &words, &count, reason, sizeof reason);
	if (error < 0)
		return fail(section, entry, reason, error, why, why_size);
	if (reason[0] != '\0')
		fail(section, entry, reason, 0, why, why_size);
	if (count == 0 && !conf_key_info(key)->def)
		return fail(section, entry, "expands to nothing", -EINVAL, why, why_size);
	if (count == 0) {
		default_value(section, key, ret);
		return 0;
	}
	error = value_parse(key, words, count, ret, reason, sizeof reason);
	return error < 0 ? fail(section, entry, reason, error, why, why_size) : 0;
}

size_t conf_assignment_name(const char *word)
{
	const char *equals = strchr(word, '=');

	return equals && !rule_broken(CONF_SERVICE_ENVIRONMENT, word)
		       ? (size_t)(equals - word)
		       : 0;
}
