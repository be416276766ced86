/* conf/load/instances.c - turns the sections of the files into services: moves disabled
 * services to the end, makes NAME@1 to NAME@N, and builds the groups. */
#include "conf/load/load.h"

#include <stdlib.h>
#include <string.h>

/* The core counts edges in 32 bits. No machine runs this many services. */
#define SERVICES_MAX 100000

/* Returns the number of services that the section defines. */
static size_t count_services(const struct conf_section *section)
{
	int64_t n = 1;

	if (section->disabled)
		return 0;
	if (entry_scalar(section, CONF_SERVICE_INSTANCES))
		n = conf_number(section, CONF_SERVICE_INSTANCES);
	return n > 1 ? (size_t)n : 1;
}

static void name_instance(struct conf *conf, struct conf_section *section, unsigned number)
{
	char name[CONF_NAME_MAX + 8];

	snprintf(name, sizeof name, "%s@%u", section->base, number);
	section->name = arena_copy(&conf->arena, name, strlen(name));
	section->instance = (uint16_t)number;
}

/* Writes the sections of all instances to to[] and returns their number. The original
 * section becomes the first instance. */
static size_t make_instances(struct conf *conf, struct conf_section *section, size_t count,
			     struct conf_section **to)
{
	const struct entry *written = entry_scalar(section, CONF_SERVICE_INSTANCES);

	to[0] = section;
	if (!written || written->resets)
		return 1;
	section->no_instances = conf_number(section, CONF_SERVICE_INSTANCES) == 0;
	if (section->no_instances)
		return 1;
	for (size_t i = 1; i < count; i++) {
		to[i] = arena_get(&conf->arena, sizeof *section);
		if (!to[i])
			return i;
		*to[i] = *section;
		name_instance(conf, to[i], (unsigned)i + 1);
	}
	name_instance(conf, section, 1);
	return count;
}

/* Returns the number of all services. If there are too many, reports an error and counts
 * each section as one service (*ret_single). */
static size_t count_all_services(struct conf *conf, bool *ret_single)
{
	size_t all = 0;

	for (size_t i = 0; i < conf->services.count; i++) {
		const struct conf_section *section = conf->services.sections[i];

		all += count_services(section);
		if (all <= SERVICES_MAX)
			continue;
		file_error(conf, section->file, section->line,
			   "[service:%s]: more than %d services", section->base,
			   SERVICES_MAX);
		*ret_single = true;
		return conf->services.count - conf->disabled_count;
	}
	return all;
}

static void replace_services(struct conf *conf, struct conf_section **sections, size_t all)
{
	size_t slots = 2;

	free(conf->services.sections);
	conf->services.sections = sections;
	conf->services.count = all + conf->disabled_count;
	while (slots < 2 * conf->services.count)
		slots *= 2;
	if (conf->arena.failed || !section_list_grow(&conf->services, slots)) {
		conf->arena.failed = true;
		conf->services.count = conf->disabled_count = 0;
	} else {
		conf->services.count = all;
	}
}

static void make_services(struct conf *conf)
{
	size_t written = conf->services.count, all, on = 0;
	struct conf_section **sections, **off;
	bool single = false;

	for (size_t i = 0; i < written; i++) {
		struct conf_section *section = conf->services.sections[i];

		section->disabled = entry_find(section, CONF_SERVICE_ENABLED) &&
				    !conf_bool(section, CONF_SERVICE_ENABLED);
		conf->disabled_count += section->disabled;
		if (section->disabled && entry_scalar(section, CONF_SERVICE_INSTANCES))
			section->disabled_instances =
				(uint16_t)conf_number(section, CONF_SERVICE_INSTANCES);
	}
	all = count_all_services(conf, &single);
	sections = calloc(all + conf->disabled_count + 1, sizeof(struct conf_section *));
	if (!sections) {
		conf->arena.failed = true;
		return;
	}
	off = sections + all;
	for (size_t i = 0; i < written; i++) {
		struct conf_section *section = conf->services.sections[i];
		size_t n = single ? 1 : count_services(section);

		if (section->disabled)
			*off++ = section;
		else
			on += make_instances(conf, section, n, sections + on);
	}
	replace_services(conf, sections, all);
}

/* ---- groups ---- */

struct member {
	const char *group;
	uint32_t index;
};

static int compare_members(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	int order = strcmp(x->group, y->group);

	return order != 0 ? order : (x->index > y->index) - (x->index < y->index);
}

/* Makes a group from members[from] and the following members with the same group. Returns
 * the index after them. Leaves out disabled services. */
static size_t make_group(struct conf *conf, const struct member *members, size_t from,
			 size_t end)
{
	struct group *group = &conf->groups[conf->group_count++];
	const char *name = members[from].group;
	size_t to = from + 1;
	uint32_t *kept;

	while (to < end && strcmp(members[to].group, name) == 0)
		to++;
	kept = arena_get(&conf->arena, (to - from) * sizeof *kept);
	*group = (struct group){ .name = name, .members = kept };
	for (; kept && from < to; from++) {
		uint32_t index = members[from].index;

		if (index < conf->services.count &&
		    (group->count == 0 || kept[group->count - 1] != index))
			kept[group->count++] = index;
	}
	return to;
}

static size_t collect_members(const struct conf *conf, struct member *to)
{
	size_t all = 0, count;

	for (size_t i = 0; i < conf->services.count + conf->disabled_count; i++) {
		char *const *words =
			conf_words(conf->services.sections[i], CONF_SERVICE_GROUP, &count);

		for (size_t w = 0; to && w < count; w++)
			to[all + w] = (struct member){ words[w], (uint32_t)i };
		all += count;
	}
	return all;
}

static void make_groups(struct conf *conf)
{
	size_t count = collect_members(conf, NULL), groups = 1;
	struct member *members = count > 0 ? calloc(count, sizeof *members) : NULL;

	if (count == 0)
		return;
	if (members) {
		collect_members(conf, members);
		qsort(members, count, sizeof *members, compare_members);
		for (size_t i = 1; i < count; i++)
			groups += strcmp(members[i - 1].group, members[i].group) != 0;
		conf->groups = arena_get(&conf->arena, groups * sizeof *conf->groups);
	}
	if (!members || !conf->groups)
		conf->arena.failed = true;
	for (size_t i = 0; conf->groups && i < count;)
		i = make_group(conf, members, i, count);
	free(members);
}

void instances_expand(struct conf *conf)
{
	make_services(conf);
	if (!conf->arena.failed)
		make_groups(conf);
}
