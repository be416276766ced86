/* conf/check/check_groups.c - warns about group = NAME where the Unix group is probably
 * meant. */
#include "conf/check/check.h"

#include <string.h>

/* Marks each group that a word of the entry refers to as @GROUP. */
static void mark_groups(struct conf *conf, const struct entry *entry)
{
	for (uint32_t i = 0; !entry->is_dynamic && i < entry->count; i++) {
		const char *sign = strchr(entry->words[i], '@');
		char name[CONF_NAME_MAX + 1];
		struct group *group;

		if (!sign || (sign != entry->words[i] && sign[-1] != ':'))
			continue;
		snprintf(name, sizeof name, "%.*s", (int)strcspn(sign + 1, ":"), sign + 1);
		group = group_find(conf, name);
		if (group)
			group->referred = true;
	}
}

static void mark_section(struct conf *conf, const struct conf_section *section)
{
	static const enum conf_key keys[] = { CONF_SERVICE_NEEDS, CONF_SERVICE_WANTS,
					      CONF_SERVICE_AFTER, CONF_SERVICE_BEFORE,
					      CONF_INIT_START,    CONF_INIT_SIGNALS };
	const struct entry *last = section->lists;

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		const struct entry *single = entry_scalar(section, keys[i]);

		if (single)
			mark_groups(conf, single);
		for (const struct entry *entry = last ? last->next : NULL; entry;
		     entry = entry == last ? NULL : entry->next) {
			if (entry->key == keys[i])
				mark_groups(conf, entry);
		}
	}
}

/* Returns true if another key refers to the group. Then a group of services is meant. */
static bool is_referred(struct conf *conf, const char *group_name)
{
	const struct group *group = group_find(conf, group_name);

	return group && group->referred;
}

/* Returns true for well-known Unix groups, as in systemd's Group=, and for the name of the
 * service's user. */
static bool is_unix_group(const struct conf_section *section, const char *group_name)
{
	static const char *const all[] = { "adm",     "apache", "daemon", "nobody",
					   "nogroup", "root",   "staff",  "sudo",
					   "users",   "wheel",  "www",    "www-data" };
	const struct entry *user = entry_find(section, CONF_SERVICE_USER);

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		if (strcmp(group_name, all[i]) == 0)
			return true;
	}
	return user && !user->is_dynamic && user->count == 1 &&
	       strcmp(user->words[0], group_name) == 0;
}

static void check_section(struct conf *conf, const struct conf_section *section)
{
	const struct entry *last = section->lists;

	for (const struct entry *entry = last ? last->next : NULL; entry;
	     entry = entry == last ? NULL : entry->next) {
		for (uint32_t i = 0; entry->key == CONF_SERVICE_GROUP &&
				     !entry->is_dynamic && i < entry->count;
		     i++) {
			if (is_unix_group(section, entry->words[i]) &&
			    !is_referred(conf, entry->words[i]))
				entry_warning(section, entry,
					      "= %s: other keys refer to the service as "
					      "@%s; "
					      "this is not the Unix group; for that write "
					      "user = USER:%s or groups = %s",
					      entry->words[i], entry->words[i],
					      entry->words[i], entry->words[i]);
		}
	}
}

void conf_check_groups(struct conf *conf)
{
	mark_section(conf, &conf->init);
	mark_section(conf, &conf->defaults);
	for (size_t i = 0; i < conf->services.count; i++)
		mark_section(conf, conf->services.sections[i]);
	for (size_t i = 0; i < conf->services.count; i++) {
		if (conf->services.sections[i]->instance <= 1)
			check_section(conf, conf->services.sections[i]);
	}
}
