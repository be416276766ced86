/* conf/load/copy.c - copies parts of a configuration into another one. */
#include "conf/load/run_command.h"

#include <stdlib.h>
#include <string.h>

static bool names_services(enum conf_key key)
{
	return key == CONF_SERVICE_ON_FAILED ||
	       conf_key_is_one_of(key, conf_edge_keys, EDGE_KEYS);
}

/* Removes the forward: actions of [init] signals. Their services are not copied. */
static void drop_forwards(struct entry *entry)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < entry->count; i++) {
		if (!strstr(entry->words[i], ":forward:"))
			entry->words[kept++] = entry->words[i];
	}
	entry->words[kept] = NULL;
	entry->count = kept;
	entry->resets |= kept == 0;
}

/* Copies one entry. If `alone`, skips keys that name services, because the services are not
 * copied. */
static void copy_entry(struct conf *conf, struct conf_section *to, const struct entry *from,
		       bool alone)
{
	struct entry *made, *next;

	if (from->is_merged ||
	    (alone && (from->key == CONF_INIT_START ||
		       (to == &conf->defaults && names_services(from->key)))))
		return;
	made = entry_add(conf, to, (enum conf_key)from->key);
	if (!made)
		return;
	next = made->next;
	*made = *from;
	made->next = next;
	if (from->is_dynamic)
		made->raw = arena_copy(&conf->arena, from->raw, from->count);
	else if (from->count > 0)
		made->words = words_copy(conf, from->words, from->count);
	if (alone && from->key == CONF_INIT_SIGNALS && made->words && from->count > 0)
		drop_forwards(made);
}

static void copy_section(struct conf *conf, struct conf_section *to,
			 const struct conf_section *from, bool alone)
{
	const struct entry *last = from->lists;

	for (const struct entry *entry = from->scalars; entry; entry = entry->next)
		copy_entry(conf, to, entry, alone);
	for (const struct entry *entry = last ? last->next : NULL; entry;
	     entry = entry == last ? NULL : entry->next)
		copy_entry(conf, to, entry, alone);
}

static void copy_files(struct conf *conf, const struct conf *base)
{
	conf->files = calloc(base->file_count + 1, sizeof *conf->files);
	if (!conf->files) {
		conf->arena.failed = true;
		return;
	}
	for (size_t i = 0; i < base->file_count; i++)
		conf->files[i] =
			arena_copy(&conf->arena, base->files[i], strlen(base->files[i]));
	conf->file_count = base->file_count;
}

void copy_shared(struct conf *conf, const struct conf *base, bool alone)
{
	copy_files(conf, base);
	copy_section(conf, &conf->init, &base->init, alone);
	copy_section(conf, &conf->container, &base->container, alone);
	copy_section(conf, &conf->defaults, &base->defaults, alone);
	conf->has_container = base->has_container;
}

static void copy_list(struct conf *conf, const struct section_list *list, size_t count)
{
	for (size_t i = 0; i < count && !conf->arena.failed; i++) {
		const struct conf_section *from = list->sections[i];
		struct conf_section *made;

		if (from->instance > 1)
			continue;
		made = section_add(conf, (enum conf_section_kind)from->kind, from->base,
				   from->file, from->line);
		if (made)
			copy_section(conf, made, from, false);
	}
}

void copy_setups(struct conf *conf, const struct conf *base)
{
	copy_list(conf, &base->setups, base->setups.count);
}

void copy_services(struct conf *conf, const struct conf *base)
{
	copy_list(conf, &base->services, base->services.count + base->disabled_count);
}
