/* conf/load/finalize.c - finishes a load: merges words, splits defaults and makes the
 * instances. */
#include "conf/load/load.h"

#include <errno.h>
#include <string.h>

/* Merges the words of all entries of a key into one array, for conf_words(). */
static void merge_entries(struct conf *conf, struct conf_section *section,
			  enum conf_key key)
{
	struct conf_entry_iter iter = conf_entries_begin(section, key);
	const struct entry *entry;
	struct entry *made;
	size_t entries = 0, count = 0;
	char **words;

	while ((entry = entry_next(&iter))) {
		if (entry->is_dynamic)
			return;
		entries++;
		count += entry->count;
	}
	if (entries < 2)
		return;
	words = arena_get(&conf->arena, (count + 1) * sizeof *words);
	made = arena_get(&conf->arena, sizeof *made);
	if (!words || !made)
		return;
	*made = (struct entry){ .next = section->scalars,
				.words = words,
				.count = (uint32_t)count,
				.key = (uint16_t)key,
				.is_merged = true };
	section->scalars = made;
	iter = conf_entries_begin(section, key);
	while ((entry = entry_next(&iter))) {
		memcpy(words, entry->words, entry->count * sizeof *words);
		words += entry->count;
	}
}

static void merge_section(struct conf *conf, struct conf_section *section)
{
	uint8_t seen[CONF_KEY_COUNT] = { 0 };
	const struct entry *entry = section->lists;

	while (entry) {
		if (!seen[entry->key])
			merge_entries(conf, section, entry->key);
		seen[entry->key] = 1;
		entry = entry->next == section->lists ? NULL : entry->next;
	}
}

/* Splits the defaults that may have several words, so getters can return them. */
static void default_words(struct conf *conf)
{
	for (unsigned key = 0; key < CONF_KEY_COUNT; key++) {
		const struct conf_key_info *info = conf_key_info(key);
		char text[128], *words[16], *save = NULL;
		size_t count = 0;
		struct entry *made;

		if ((info->kind != KIND_LIST && info->kind != KIND_STOPS) || !info->def ||
		    info->def[0] == '\0')
			continue;
		snprintf(text, sizeof text, "%s", info->def);
		for (char *word = strtok_r(text, " ", &save); word && count < 16;
		     word = strtok_r(NULL, " ", &save))
			words[count++] = word;
		made = arena_get(&conf->arena, sizeof *made);
		if (!made)
			return;
		*made = (struct entry){ .next = conf->table.scalars,
					.words = words_copy(conf, words, count),
					.count = (uint32_t)count,
					.file = CONF_SYNTHETIC,
					.key = (uint16_t)key };
		conf->table.scalars = made;
	}
}

int conf_finalize(struct conf *conf)
{
	default_words(conf);
	merge_section(conf, &conf->init);
	merge_section(conf, &conf->container);
	merge_section(conf, &conf->defaults);
	for (size_t i = 0; i < conf->setups.count; i++)
		merge_section(conf, conf->setups.sections[i]);
	for (size_t i = 0; i < conf->services.count; i++)
		merge_section(conf, conf->services.sections[i]);
	if (!conf->arena.failed)
		instances_expand(conf);
	return conf->arena.failed ? -ENOMEM : 0;
}
