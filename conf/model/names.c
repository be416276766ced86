/* conf/model/names.c - finds the services that NAME, NAME@N and @GROUP refer to. */
#include "conf/base/edit_distance.h"
#include "conf/base/number.h"
#include "conf/model/model.h"

#include <string.h>

/* A name at this edit distance or more is not similar. */
#define NEAR_EDITS_MAX 3

struct group *group_find(const struct conf *conf, const char *name)
{
	size_t from = 0, end = conf->group_count;

	while (from < end) {
		size_t middle = from + (end - from) / 2;
		int order = strcmp(conf->groups[middle].name, name);

		if (order == 0)
			return &conf->groups[middle];
		if (order < 0)
			from = middle + 1;
		else
			end = middle;
	}
	return NULL;
}

/* Finds all instances of NAME, which are adjacent. */
static bool find_instances(const struct conf *conf, const char *name,
			   struct conf_targets *ret)
{
	struct conf_section **services = conf->services.sections;
	char first_name[CONF_NAME_MAX + 8];
	uint32_t first, end;

	snprintf(first_name, sizeof first_name, "%s@1", name);
	first = section_index(&conf->services, first_name);
	if (strlen(name) > CONF_NAME_MAX || first == SECTION_NONE)
		return false;
	for (end = first + 1; end < conf->services.count; end++) {
		if (services[end]->base != services[first]->base)
			break;
	}
	*ret = (struct conf_targets){ .first = first, .count = end - first };
	return true;
}

/* Copies NAME of NAME@N. Returns false for other words. */
static bool split_instance(const char *word, char base[CONF_NAME_MAX + 1])
{
	const char *sign = strchr(word, '@');

	if (!sign || sign == word || sign - word > CONF_NAME_MAX)
		return false;
	memcpy(base, word, (size_t)(sign - word));
	base[sign - word] = '\0';
	return true;
}

/* Returns true for NAME@N if NAME is disabled and would have an instance N. */
static bool is_disabled_instance(const struct conf *conf, const char *word)
{
	char base[CONF_NAME_MAX + 1];
	const char *number;
	uint32_t index;
	int64_t n;

	if (!split_instance(word, base))
		return false;
	index = section_index(&conf->services, base);
	if (index == SECTION_NONE || index < conf->services.count)
		return false;
	number = word + strlen(base) + 1;
	return number[0] != '0' && number_parse(number, &n) &&
	       n <= conf->services.sections[index]->disabled_instances;
}

bool conf_find_targets(const struct conf *conf, const char *word, struct conf_targets *ret)
{
	const struct group *group;
	uint32_t index;

	if (word[0] == '@') {
		group = group_find(conf, word + 1);
		if (group)
			*ret = (struct conf_targets){ .list = group->members,
						      .count = group->count };
		return group != NULL;
	}
	index = section_index(&conf->services, word);
	if (index == SECTION_NONE && is_disabled_instance(conf, word))
		*ret = (struct conf_targets){ .count = 0 };
	else if (index == SECTION_NONE)
		return find_instances(conf, word, ret);
	else
		*ret = (struct conf_targets){ .first = index,
					      .count = index < conf->services.count };
	return true;
}

uint32_t conf_target_at(const struct conf_targets *named, size_t i)
{
	return named->list ? named->list[i] : named->first + (uint32_t)i;
}

int conf_find_target(const struct conf *conf, const char *name)
{
	struct conf_targets named;

	if (!conf_find_targets(conf, name, &named) || named.count != 1)
		return -1;
	return (int)conf_target_at(&named, 0);
}

static const char *near_group(const struct conf *conf, const char *name)
{
	const char *near = NULL;
	unsigned best = NEAR_EDITS_MAX;

	for (size_t i = 0; i < conf->group_count; i++) {
		unsigned n = edit_distance(name, conf->groups[i].name);

		if (n < best) {
			best = n;
			near = conf->groups[i].name;
		}
	}
	return near;
}

static const char *near_service(const struct conf *conf, const char *name,
				const struct conf_section *but)
{
	const char *near = NULL;
	unsigned best = NEAR_EDITS_MAX;

	for (size_t i = 0; i < conf->services.count; i++) {
		const struct conf_section *section = conf->services.sections[i];
		unsigned n =
			section->instance > 1 ? best : edit_distance(name, section->base);

		if (n < best && !(but && section->base == but->base)) {
			best = n;
			near = section->base;
		}
	}
	return near;
}

/* Writes a message if the word is NAME@N and NAME exists without instance N. Returns false
 * for other words. */
static bool wrong_number(const struct conf *conf, const char *word, struct text *err)
{
	struct conf_targets named;
	char base[CONF_NAME_MAX + 1];

	if (!split_instance(word, base) || !conf_find_targets(conf, base, &named))
		return false;
	if (named.count == 0)
		text_set(err, "%s: %s is disabled (enabled = no)", word, base);
	else if (named.count == 1 && conf->services.sections[named.first]->instance > 0)
		text_set(err, "%s: %s has one instance, %s@1", word, base, base);
	else if (named.count > 1)
		text_set(err, "%s: %s has %u instances", word, base, named.count);
	else
		text_set(err, "%s: %s has no instances", word, base);
	return true;
}

const char *name_missing(const struct conf *conf, const char *word,
			 const struct conf_section *but, bool suggest, struct text *err)
{
	bool group = word[0] == '@';
	const char *near = NULL;

	if (wrong_number(conf, word, err))
		return err->buffer;
	if (suggest)
		near = group ? near_group(conf, word + 1) : near_service(conf, word, but);
	text_set(err, "%s: no such %s%s%s%s%s", word, group ? "group" : "service",
		 near ? "; did you mean " : "", near && group ? "@" : "", near ? near : "",
		 near ? "?" : "");
	return err->buffer;
}
