/* conf/model/entries.c - sections and entries as they are kept. */
#include "conf/base/number.h"
#include "conf/model/model.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct entry *append(struct conf_section *section, struct entry *entry)
{
	if (section->adds) {
		entry->next = section->adds->next;
		section->adds->next = entry;
	} else {
		entry->next = entry;
	}
	section->adds = entry;
	return entry;
}

/* `key =` of a key that adds: what was there before is forgotten. */
static void forget(struct conf_section *section, enum conf_key key)
{
	struct entry *last = section->adds, *at = last ? last->next : NULL, *next;

	section->adds = NULL;
	for (bool more = at != NULL; more; at = next) {
		next = at->next;
		more = at != last;
		if (at->key != key)
			append(section, at);
	}
}

struct entry *entry_add(struct conf *conf, struct conf_section *section, enum conf_key key)
{
	struct entry *entry = NULL;

	if (!conf_key_info(key)->adds)
		entry = entry_single(section, key);
	if (entry) {
		struct entry *next = entry->next;

		*entry = (struct entry){ .next = next, .key = (uint16_t)key };
		return entry;
	}
	entry = arena_get(&conf->arena, sizeof *entry);
	if (!entry)
		return NULL;
	entry->key = (uint16_t)key;
	if (conf_key_info(key)->adds)
		return append(section, entry);
	entry->next = section->singles;
	section->singles = entry;
	return entry;
}

void entry_clear(struct conf_section *section, struct entry *entry)
{
	if (conf_key_info(entry->key)->adds) {
		struct entry copy = *entry;

		forget(section, entry->key);
		*entry = copy;
		append(section, entry);
	}
	entry->cleared = true;
}

char **words_keep(struct conf *conf, char *const *words, size_t count)
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

bool conf_name_ok(const char *name)
{
	size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_.-");

	return len > 0 && len <= CONF_NAME_MAX && name[len] == '\0' &&
	       !strchr("_.-", name[0]);
}

bool conf_reference_ok(const char *word)
{
	const char *at = strchr(word, '@');
	char name[CONF_NAME_MAX + 1];
	int64_t n;

	if (!at)
		return conf_name_ok(word);
	if (at == word)
		return conf_name_ok(word + 1);
	if ((size_t)(at - word) >= sizeof name)
		return false;
	memcpy(name, word, (size_t)(at - word));
	name[at - word] = '\0';
	return conf_name_ok(name) && at[1] != '0' && number_parse(at + 1, &n) && n <= 10000;
}

/* FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
static uint32_t hash(const char *name)
{
	uint32_t h = 2166136261u;

	for (; *name != '\0'; name++)
		h = (h ^ (unsigned char)*name) * 16777619u;
	return h;
}

uint32_t *conf_slot(const struct section_list *list, const char *name)
{
	size_t i, mask = list->slot_count - 1;

	if (list->slot_count == 0)
		return NULL;
	for (i = hash(name) & mask; list->slots[i] != 0; i = (i + 1) & mask) {
		if (strcmp(list->at[list->slots[i] - 1]->name, name) == 0)
			break;
	}
	return &list->slots[i];
}

bool section_list_grow(struct section_list *list, size_t slots)
{
	uint32_t *at = calloc(slots, sizeof *at);

	if (!at)
		return false;
	free(list->slots);
	list->slots = at;
	list->slot_count = slots;
	for (size_t i = 0; i < list->count; i++)
		*conf_slot(list, list->at[i]->name) = (uint32_t)i + 1;
	return true;
}

struct conf_section *conf_add_section(struct conf *conf, enum conf_section_kind kind,
				      const char *name, unsigned file, unsigned line)
{
	struct section_list *list = kind == CONF_SETUP ? &conf->setups : &conf->services;
	size_t n = list->count;
	struct conf_section *section;

	if ((n & (n - 1)) == 0) { /* 0 and the powers of two: the array is full */
		size_t size = n ? n * 2 : 1;
		void *at = realloc(list->at, size * sizeof(struct conf_section *));

		if (at)
			list->at = at;
		if (!at || !section_list_grow(list, size * 2)) {
			conf->arena.failed = true;
			return NULL;
		}
	}
	section = arena_get(&conf->arena, sizeof *section);
	if (!section)
		return NULL;
	section->name = arena_copy(&conf->arena, name, strlen(name));
	if (!section->name)
		return NULL;
	section->base = section->name;
	section->conf = conf;
	section->kind = (uint8_t)kind;
	section->file = (uint16_t)file;
	section->line = line;
	list->at[n] = section;
	*conf_slot(list, name) = (uint32_t)n + 1;
	list->count++;
	return section;
}

/* One array of all words of a key that adds, for conf_words(). */
static void merge(struct conf *conf, struct conf_section *section, enum conf_key key)
{
	struct conf_each walk = conf_each(section, key);
	const struct entry *at;
	struct entry *made;
	size_t entries = 0, count = 0;
	char **words;

	while ((at = entry_next(&walk))) {
		if (at->dynamic)
			return;
		entries++;
		count += at->count;
	}
	if (entries < 2)
		return;
	words = arena_get(&conf->arena, (count + 1) * sizeof *words);
	made = arena_get(&conf->arena, sizeof *made);
	if (!words || !made)
		return;
	*made = (struct entry){ .next = section->singles,
				.words = words,
				.count = (uint32_t)count,
				.key = (uint16_t)key,
				.merged = true };
	section->singles = made;
	walk = conf_each(section, key);
	while ((at = entry_next(&walk))) {
		memcpy(words, at->words, at->count * sizeof *words);
		words += at->count;
	}
}

static void merge_all(struct conf *conf, struct conf_section *section)
{
	uint8_t seen[CONF_KEY_COUNT] = { 0 };
	const struct entry *at = section->adds;

	while (at) {
		if (!seen[at->key])
			merge(conf, section, at->key);
		seen[at->key] = 1;
		at = at->next == section->adds ? NULL : at->next;
	}
}

/* Defaults of more than one word, cut into words once. */
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
		*made = (struct entry){ .next = conf->table.singles,
					.words = words_keep(conf, words, count),
					.count = (uint32_t)count,
					.file = CONF_MADE,
					.key = (uint16_t)key };
		conf->table.singles = made;
	}
}

int conf_finish(struct conf *conf)
{
	default_words(conf);
	merge_all(conf, &conf->init);
	merge_all(conf, &conf->container);
	merge_all(conf, &conf->defaults);
	for (size_t i = 0; i < conf->setups.count; i++)
		merge_all(conf, conf->setups.at[i]);
	for (size_t i = 0; i < conf->services.count; i++)
		merge_all(conf, conf->services.at[i]);
	if (!conf->arena.failed)
		conf_expand(conf);
	return conf->arena.failed ? -ENOMEM : 0;
}
