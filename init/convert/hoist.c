/* init/convert/hoist.c - moves values that all services share to [defaults]. */
#include "init/convert/hoist.h"

#include <string.h>

/* Tasks have defaults of their own for restarts, so they do not count. */
static bool is_service(const struct draft_section *section)
{
	const char *type = draft_get(section, CONF_SERVICE_TYPE);

	return section->kind == CONF_SERVICE && !section->off &&
	       !(type && strcmp(type, "task") == 0);
}

/* Returns how many services have this value. */
static size_t count_value(const struct draft *draft, enum conf_key key, const char *value)
{
	size_t count = 0;

	for (size_t i = 0; i < draft->section_count; i++) {
		const char *has = is_service(draft->sections[i])
					  ? draft_get(draft->sections[i], key)
					  : NULL;

		count += has && strcmp(has, value) == 0;
	}
	return count;
}

/* Returns the value that most services have, or NULL if one has none or there is only
 * one. */
static const char *shared_value(const struct draft *draft, enum conf_key key)
{
	const char *best = NULL;
	size_t most = 0, services = 0;

	for (size_t i = 0; i < draft->section_count; i++) {
		const char *value;
		size_t count;

		if (!is_service(draft->sections[i]))
			continue;
		services++;
		value = draft_get(draft->sections[i], key);
		if (!value)
			return NULL;
		count = count_value(draft, key, value);
		if (count > most) {
			most = count;
			best = value;
		}
	}
	return services > 1 && (most > 1 || services == 1) ? best : NULL;
}

static void remove_value(struct draft *draft, enum conf_key key, const char *value)
{
	for (size_t i = 0; i < draft->section_count; i++) {
		struct draft_section *section = draft->sections[i];
		const char *has = is_service(section) ? draft_get(section, key) : NULL;

		if (has && strcmp(has, value) == 0)
			draft_unset(section, key);
	}
}

void draft_hoist(struct draft *draft, const enum conf_key *keys, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *def = conf_key_info(keys[i])->def;
		const char *value = shared_value(draft, keys[i]);

		if (value) {
			remove_value(draft, keys[i], value);
			if (!def || strcmp(def, value) != 0)
				draft_set(draft_section(draft, CONF_DEFAULTS, ""), keys[i],
					  value);
		} else if (def) {
			remove_value(draft, keys[i], def);
		}
	}
}
