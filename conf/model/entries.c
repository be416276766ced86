/* conf/model/entries.c - adds, resets and copies the entries of a section. */
#include "conf/model/model.h"

#include <string.h>

static struct entry *append_entry(struct conf_section *section, struct entry *entry)
{
	if (section->lists) {
		entry->next = section->lists->next;
		section->lists->next = entry;
	} else {
		entry->next = entry;
	}
	section->lists = entry;
	return entry;
}

/* Drops all entries of a key that accumulates, for `key =`. */
static void drop_entries(struct conf_section *section, enum conf_key key)
{
	struct entry *last = section->lists, *item = last ? last->next : NULL, *next;

	section->lists = NULL;
	for (bool more = item != NULL; more; item = next) {
		next = item->next;
		more = item != last;
		if (item->key != key)
			append_entry(section, item);
	}
}

struct entry *entry_add(struct conf *conf, struct conf_section *section, enum conf_key key)
{
	struct entry *entry = NULL;

	if (!conf_key_info(key)->accumulates)
		entry = entry_scalar(section, key);
	if (entry) {
		struct entry *next = entry->next;

		*entry = (struct entry){ .next = next, .key = (uint16_t)key };
		return entry;
	}
	entry = arena_get(&conf->arena, sizeof *entry);
	if (!entry)
		return NULL;
	entry->key = (uint16_t)key;
	if (conf_key_info(key)->accumulates)
		return append_entry(section, entry);
	entry->next = section->scalars;
	section->scalars = entry;
	return entry;
}

void entry_reset(struct conf_section *section, struct entry *entry)
{
	if (conf_key_info(entry->key)->accumulates) {
		struct entry copy = *entry;

		drop_entries(section, entry->key);
		*entry = copy;
		append_entry(section, entry);
	}
	entry->resets = true;
}

char **words_copy(struct conf *conf, char *const *words, size_t count)
{
	char **kept = arena_get(&conf->arena, (count + 1) * sizeof *kept);
	size_t bytes = 0;
	char *to;

	for (size_t i = 0; i < count; i++)
		bytes += strlen(words[i]) + 1;
	to = arena_text(&conf->arena, bytes);
	if (!kept || !to)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		size_t len = strlen(words[i]) + 1;

		kept[i] = memcpy(to, words[i], len);
		to += len;
	}
	return kept;
}
