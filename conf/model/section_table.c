/* conf/model/section_table.c - keeps services and setups in file order, and finds them
 * by name. */
#include "conf/model/model.h"

#include <stdlib.h>
#include <string.h>

struct conf_section *section_of_name(struct conf *conf, const char *name)
{
	const struct {
		const char *name;
		struct conf_section *section;
	} sections[] = {
		{ "init", &conf->init },
		{ "defaults", &conf->defaults },
		{ "container", &conf->container },
		{ "include", &conf->include },
	};

	for (size_t i = 0; i < ARRAY_LEN(sections); i++) {
		if (strcmp(sections[i].name, name) != 0)
			continue;
		conf->has_container |= sections[i].section == &conf->container;
		return sections[i].section;
	}
	return NULL;
}

bool section_has_name(const char *name, enum conf_section_kind *ret_kind,
		      const char **ret_rest)
{
	static const struct {
		const char *front;
		enum conf_section_kind kind;
	} fronts[] = { { "service:", CONF_SERVICE }, { "setup:", CONF_SETUP } };

	for (size_t i = 0; i < ARRAY_LEN(fronts); i++) {
		size_t len = strlen(fronts[i].front);

		if (strncmp(name, fronts[i].front, len) != 0)
			continue;
		*ret_kind = fronts[i].kind;
		*ret_rest = name + len;
		return true;
	}
	return false;
}

/* FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
static uint32_t hash_name(const char *name)
{
	uint32_t h = 2166136261u;

	for (; *name != '\0'; name++)
		h = (h ^ (unsigned char)*name) * 16777619u;
	return h;
}

/* Returns the slot of this section, or the empty slot for it. */
static uint32_t *slot_of(const struct section_list *list, const char *name)
{
	size_t i, mask = list->slot_count - 1;

	for (i = hash_name(name) & mask; list->slots[i] != SECTION_NONE;
	     i = (i + 1) & mask) {
		if (strcmp(list->sections[list->slots[i]]->name, name) == 0)
			break;
	}
	return &list->slots[i];
}

uint32_t section_index(const struct section_list *list, const char *name)
{
	return list->slot_count > 0 ? *slot_of(list, name) : SECTION_NONE;
}

struct conf_section *section_find(const struct section_list *list, const char *name)
{
	uint32_t index = section_index(list, name);

	return index != SECTION_NONE ? list->sections[index] : NULL;
}

bool section_list_grow(struct section_list *list, size_t slots)
{
	uint32_t *grown = malloc(slots * sizeof *grown);

	if (!grown)
		return false;
	for (size_t i = 0; i < slots; i++)
		grown[i] = SECTION_NONE;
	free(list->slots);
	list->slots = grown;
	list->slot_count = slots;
	for (size_t i = 0; i < list->count; i++)
		*slot_of(list, list->sections[i]->name) = (uint32_t)i;
	return true;
}

struct conf_section *section_add(struct conf *conf, enum conf_section_kind kind,
				 const char *name, unsigned file, unsigned line)
{
	struct section_list *list = kind == CONF_SETUP ? &conf->setups : &conf->services;
	size_t n = list->count;
	struct conf_section *section;

	if ((n & (n - 1)) == 0) { /* n is 0 or a power of two: the array is full */
		size_t size = n ? n * 2 : 1;
		void *grown = realloc(list->sections, size * sizeof(struct conf_section *));

		if (grown)
			list->sections = grown;
		if (!grown || !section_list_grow(list, size * 2)) {
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
	list->sections[n] = section;
	*slot_of(list, name) = (uint32_t)n;
	list->count++;
	return section;
}
