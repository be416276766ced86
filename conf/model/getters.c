/* conf/model/getters.c - returns values of a loaded configuration. Never allocates. */
#include "conf/lang/value.h"
#include "conf/lang/words.h"
#include "conf/model/model.h"

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

const struct conf_section *conf_defaults(const struct conf *conf)
{
	return &conf->defaults;
}

size_t conf_service_count(const struct conf *conf)
{
	return conf->services.count;
}

const struct conf_section *conf_service(const struct conf *conf, size_t i)
{
	return conf->services.sections[i];
}

size_t conf_setup_count(const struct conf *conf)
{
	return conf->setups.count;
}

const struct conf_section *conf_setup(const struct conf *conf, size_t i)
{
	return conf->setups.sections[i];
}

const struct conf *conf_of(const struct conf_section *section)
{
	return section->conf;
}

const char *conf_base_name(const struct conf_section *section)
{
	return section->base;
}

unsigned conf_instance(const struct conf_section *section)
{
	return section->instance;
}

bool conf_is_setup(const struct conf_section *section)
{
	return section->kind == CONF_SETUP;
}

bool conf_has_no_instances(const struct conf_section *section)
{
	return section->no_instances;
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
	uint32_t index = section_index(&conf->services, name);

	/* An index beyond the enabled services means that it is disabled or does not exist. */
	return index < conf->services.count ? (int)index : -1;
}

const enum conf_key conf_edge_keys[EDGE_KEYS] = { CONF_SERVICE_NEEDS, CONF_SERVICE_WANTS,
						  CONF_SERVICE_AFTER, CONF_SERVICE_BEFORE };

static unsigned edge_row(enum conf_key key)
{
	unsigned row = 0;

	while (row < EDGE_KEYS - 1 && conf_edge_keys[row] != key)
		row++;
	return row;
}

const uint32_t *conf_edges(const struct conf *conf, size_t i, enum conf_key key,
			   size_t *ret_count)
{
	const uint32_t *edges = conf->services.sections[i]->edges;
	unsigned row = edge_row(key);

	*ret_count = 0;
	if (!edges)
		return NULL;
	*ret_count = edges[row];
	edges += EDGE_KEYS;
	for (unsigned before = 0; before < row; before++)
		edges += conf->services.sections[i]->edges[before];
	return edges;
}

/* Returns the last effective entry of the key, from the section or [defaults], or NULL. */
static const struct entry *last_entry(const struct conf_section *section, enum conf_key key)
{
	const struct entry *item, *last = NULL;
	struct conf_entry_iter iter;

	if (!conf_key_info(key)->accumulates)
		return entry_find(section, key);
	iter = conf_entries_begin(section, key);
	while ((item = entry_next(&iter)))
		last = item;
	return last;
}

bool conf_is_set(const struct conf_section *section, enum conf_key key)
{
	return last_entry(section, key) != NULL;
}

bool conf_is_dynamic(const struct conf_section *section, enum conf_key key)
{
	const struct entry *item;
	struct conf_entry_iter iter;

	if (!conf_key_info(key)->accumulates) {
		item = entry_find(section, key);
		return item && item->is_dynamic;
	}
	iter = conf_entries_begin(section, key);
	while ((item = entry_next(&iter))) {
		if (item->is_dynamic)
			return true;
	}
	return false;
}

const char *conf_origin(const struct conf_section *section, enum conf_key key)
{
	const struct entry *entry = last_entry(section, key);
	struct conf *conf = section->conf;

	conf->origin[0] = '\0';
	if (entry && entry->file == CONF_FROM_CLI)
		return "--set";
	if (entry && entry->file < conf->file_count)
		snprintf(conf->origin, sizeof conf->origin, "%s:%u",
			 conf->files[entry->file], entry->line);
	return conf->origin;
}

static const struct entry *merged_entry(const struct conf_section *section,
					enum conf_key key)
{
	const struct entry *item = section->scalars;

	while (item && !(item->is_merged && item->key == key))
		item = item->next;
	return item;
}

static bool has_own_entry(const struct conf_section *section, enum conf_key key)
{
	const struct entry *item = section->lists;

	while (item && item->key != key)
		item = item->next == section->lists ? NULL : item->next;
	return item != NULL;
}

/* Returns the words of a key that is not dynamic, or no words. Of the defaults it has only
 * those in conf->table; default_value() has the others. */
static char *const *static_words(const struct conf_section *section, enum conf_key key,
				 size_t *ret_count)
{
	const struct entry *item = merged_entry(section, key);

	*ret_count = 0;
	if (!item && inherits_defaults(section, key) && !has_own_entry(section, key))
		item = merged_entry(&section->conf->defaults, key);
	if (!item && conf_is_dynamic(section, key))
		return no_words;
	if (!item)
		item = last_entry(section, key);
	if (!item)
		item = entry_scalar(&section->conf->table, key);
	if (!item)
		return no_words;
	*ret_count = item->count;
	return item->words;
}

void default_value(const struct conf_section *section, enum conf_key key,
		   struct conf_value *ret)
{
	char ignored[700], *words[] = { NULL, NULL };

	words[0] = (char *)(uintptr_t)default_word(section, key);
	*ret = (struct conf_value){ .words = no_words };
	if (words[0][0] != '\0')
		value_parse(key, words, 1, ret, &TEXT(ignored));
	ret->set = false;
	ret->words = no_words;
	ret->word_count = 0;
}

void static_value(const struct conf_section *section, enum conf_key key,
		  struct conf_value *ret)
{
	size_t count;
	char *const *words = static_words(section, key, &count);
	char ignored[700];

	if (count == 0 || value_parse(key, words, count, ret, &TEXT(ignored)) < 0) {
		default_value(section, key, ret);
		return;
	}
	ret->set = conf_is_set(section, key);
}

int64_t conf_number(const struct conf_section *section, enum conf_key key)
{
	struct conf_value value;

	static_value(section, key, &value);
	return value.number;
}

bool conf_bool(const struct conf_section *section, enum conf_key key)
{
	return conf_number(section, key) != 0;
}

const char *conf_text(const struct conf_section *section, enum conf_key key)
{
	struct conf_value value;

	static_value(section, key, &value);
	return value.text;
}

char *const *conf_words(const struct conf_section *section, enum conf_key key,
			size_t *ret_count)
{
	return static_words(section, key, ret_count);
}

const char *const *conf_files(const struct conf *conf, size_t *ret_count)
{
	*ret_count = conf->file_count;
	return conf->files;
}

const struct conf_signal *conf_signals(const struct conf *conf, size_t *ret_count)
{
	*ret_count = conf->signal_count;
	return conf->signals;
}

/* Returns the index of the service in a value of the form `kind`, or -1. Returns -1 for
 * setups and for values that are not known before the start. */
static int named_service(const struct conf_section *section, enum conf_key key,
			 int64_t kind)
{
	struct conf_value value;

	if (section->kind != CONF_SERVICE || !conf_is_set(section, key) ||
	    conf_is_dynamic(section, key))
		return -1;
	static_value(section, key, &value);
	if (value.number != kind || !value.text)
		return -1;
	return conf_find_target(section->conf, value.text);
}

int conf_pipe(const struct conf_section *section, enum conf_key key)
{
	return named_service(section, key, STDIO_PIPE);
}

bool conf_reads_pipe(const struct conf_section *section)
{
	return section->reads_pipe;
}

int conf_on_failed(const struct conf_section *section)
{
	return named_service(section, CONF_SERVICE_ON_FAILED, ON_FAILED_START);
}

const struct entry *entry_terminal(const struct conf_section *section)
{
	if (entry_is_word(section, CONF_SERVICE_STDIN, "inherit"))
		return entry_find(section, CONF_SERVICE_STDIN);
	if (entry_scalar(section, CONF_SERVICE_TERMINAL) &&
	    conf_bool(section, CONF_SERVICE_TERMINAL))
		return entry_scalar(section, CONF_SERVICE_TERMINAL);
	return NULL;
}

bool conf_wants_terminal(const struct conf *conf)
{
	for (size_t i = 0; i < conf->services.count; i++) {
		if (entry_terminal(conf->services.sections[i]))
			return true;
	}
	return false;
}
