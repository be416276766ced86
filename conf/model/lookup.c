/* conf/model/lookup.c - finds the effective entries of a key: in the section, [defaults] or
 * the table of defaults. */
#include "conf/base/number.h"
#include "conf/model/model.h"

#include <string.h>

struct entry *entry_scalar(const struct conf_section *section, enum conf_key key)
{
	struct entry *entry = section->scalars;

	while (entry && (entry->key != key || entry->is_merged))
		entry = entry->next;
	return entry;
}

/* Returns the first word of the section's own value, or "" if it is unknown at load. */
static const char *static_word(const struct conf_section *section, enum conf_key key)
{
	const struct entry *entry = entry_scalar(section, key);

	return entry && !entry->is_dynamic && entry->count > 0 ? entry->words[0] : "";
}

bool inherits_defaults(const struct conf_section *section, enum conf_key key)
{
	return section->kind == CONF_SERVICE ||
	       (section->kind == CONF_SETUP && conf_key_info(key)->for_setup);
}

static bool is_task(const struct conf_section *section)
{
	const struct entry *entry;

	if (section->kind == CONF_SETUP)
		return true;
	entry = entry_find(section, CONF_SERVICE_TYPE);
	return entry && entry->count > 0 && strcmp(entry->words[0], "task") == 0;
}

static bool is_main(const struct conf_section *section)
{
	bool yes;

	return number_parse_bool(static_word(section, CONF_SERVICE_MAIN), &yes) && yes;
}

/* Returns true if tasks ignore the value of the key in [defaults]. */
static bool not_for_tasks(const struct conf_section *defaults, enum conf_key key)
{
	return key == CONF_SERVICE_READY ||
	       (key == CONF_SERVICE_RESTART &&
		strcmp(static_word(defaults, CONF_SERVICE_RESTART), "always") == 0);
}

const struct entry *entry_find(const struct conf_section *section, enum conf_key key)
{
	const struct conf_section *defaults = &section->conf->defaults;
	const struct entry *entry = entry_scalar(section, key);

	if (entry || !inherits_defaults(section, key))
		return entry && !entry->resets ? entry : NULL;
	entry = entry_scalar(defaults, key);
	if (!entry || entry->resets || (not_for_tasks(defaults, key) && is_task(section)))
		return NULL;
	return entry;
}

bool entry_resets(const struct conf_section *section, enum conf_key key)
{
	const struct entry *item = section->lists;

	while (item) {
		if (item->key == key && item->resets)
			return true;
		item = item->next == section->lists ? NULL : item->next;
	}
	return false;
}

const struct entry *entry_next(struct conf_entry_iter *iter)
{
	while (!iter->done) {
		const struct entry *last = iter->current->lists, *item = iter->entry;

		if (last && item != last) {
			item = item ? item->next : last->next;
			iter->entry = item;
			if (item->key == iter->key && !item->resets)
				return item;
			continue;
		}
		iter->done = iter->current == iter->section;
		iter->current = iter->section;
		iter->entry = NULL;
	}
	return NULL;
}

const char *default_word(const struct conf_section *section, enum conf_key key)
{
	const char *def = conf_key_info(key)->def;
	bool setup = section->kind == CONF_SETUP;

	if (key == CONF_SERVICE_TYPE && setup)
		return "task";
	if (section->kind != CONF_SERVICE && !setup)
		return def ? def : "";
	if (key == CONF_SERVICE_RESTART && (is_task(section) || is_main(section)))
		return "never";
	if (key == CONF_SERVICE_START_TIMEOUT && is_task(section))
		return "0";
	return def ? def : "";
}

struct conf_entry_iter conf_entries_begin(const struct conf_section *section,
					  enum conf_key key)
{
	struct conf_entry_iter iter = { .section = section,
					.key = key,
					.current = section };

	if (inherits_defaults(section, key) && !entry_resets(section, key))
		iter.current = &section->conf->defaults;
	return iter;
}

bool entry_is_word(const struct conf_section *section, enum conf_key key, const char *word)
{
	const struct entry *entry = entry_find(section, key);

	return entry && !entry->is_dynamic && entry->count > 0 &&
	       strcmp(entry->words[0], word) == 0;
}
