/* conf/check/check_labels.c - warns of group = NAME that probably means the Unix group. */
#include "conf/check/check.h"

#include <string.h>

/* Marks the groups that the words of the entry name as @GROUP. */
static void mark(struct conf *conf, const struct entry *at)
{
	for (uint32_t i = 0; !at->is_dynamic && i < at->count; i++) {
		const char *sign = strchr(at->words[i], '@');
		char name[CONF_NAME_MAX + 1];
		struct group *group;

		if (!sign || (sign != at->words[i] && sign[-1] != ':'))
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
			mark(conf, single);
		for (const struct entry *at = last ? last->next : NULL; at;
		     at = at == last ? NULL : at->next) {
			if (at->key == keys[i])
				mark(conf, at);
		}
	}
}

/* Returns true if another key refers to the group, so that it is meant as a group of
 * services. */
static bool is_referred(struct conf *conf, const char *label)
{
	const struct group *group = group_find(conf, label);

	return group && group->referred;
}

/* Returns true for names of Unix groups, which systemd, compose and supervisord set with
 * `group`. */
static bool is_unix_group(const struct conf_section *section, const char *label)
{
	static const char *const all[] = { "adm",     "apache", "daemon", "nobody",
					   "nogroup", "root",   "staff",  "sudo",
					   "users",   "wheel",  "www",    "www-data" };
	const struct entry *user = entry_find(section, CONF_SERVICE_USER);

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		if (strcmp(label, all[i]) == 0)
			return true;
	}
	return user && !user->is_dynamic && user->count == 1 &&
	       strcmp(user->words[0], label) == 0;
}

static void check_labels(struct conf *conf, const struct conf_section *section)
{
	const struct entry *last = section->lists;

	for (const struct entry *at = last ? last->next : NULL; at;
	     at = at == last ? NULL : at->next) {
		for (uint32_t i = 0;
		     at->key == CONF_SERVICE_GROUP && !at->is_dynamic && i < at->count;
		     i++) {
			if (is_unix_group(section, at->words[i]) &&
			    !is_referred(conf, at->words[i]))
				diag_entry(conf, section, at, true,
					   "= %s: other keys refer to the service as @%s, "
					   "this is not the Unix group; for that write "
					   "user = USER:%s or groups = %s",
					   at->words[i], at->words[i], at->words[i],
					   at->words[i]);
		}
	}
}

void conf_check_labels(struct conf *conf)
{
	mark_section(conf, &conf->init);
	mark_section(conf, &conf->defaults);
	for (size_t i = 0; i < conf->services.count; i++)
		mark_section(conf, conf->services.sections[i]);
	for (size_t i = 0; i < conf->services.count; i++) {
		if (conf->services.sections[i]->instance <= 1)
			check_labels(conf, conf->services.sections[i]);
	}
}
