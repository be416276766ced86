/* conf/check/check_container.c - finds keys of [container] that contradict each other.
 * Pure. */
#include "conf/check/check.h"

#include <string.h>

static bool has_word(const struct entry *entry, const char *word)
{
	for (uint32_t i = 0; i < entry->count; i++) {
		if (strcmp(entry->words[i], word) == 0)
			return true;
	}
	return false;
}

/* Returns true if the container has a UTS namespace, and so its own host name. A list that
 * does not begin with - replaces the default list. */
static bool has_own_names(const struct entry *spaces)
{
	if (!spaces || spaces->count == 0)
		return true;
	if (has_word(spaces, "-uts"))
		return false;
	return spaces->words[0][0] == '-' || has_word(spaces, "uts");
}

static void check_name(const struct conf_section *section, enum conf_key key)
{
	const struct entry *entry = entry_scalar(section, key);

	if (entry && entry->count > 0)
		entry_error(section, entry,
			    "= %s: without uts in namespaces the container has the host's "
			    "name; add uts, or remove this key",
			    entry->words[0]);
}

void conf_check_container(struct conf *conf)
{
	const struct conf_section *section = &conf->container;
	const struct entry *spaces = entry_scalar(section, CONF_CONTAINER_NAMESPACES);
	const struct entry *caps = entry_scalar(section, CONF_CONTAINER_CAPABILITIES);

	if (spaces && spaces->count > 0 && spaces->words[0][0] != '-' &&
	    !(has_word(spaces, "pid") && has_word(spaces, "mount")))
		entry_error(section, spaces,
			    "pid and mount are missing: a list without - in front replaces "
			    "the default, and a container needs both");
	if (!has_own_names(spaces)) {
		check_name(section, CONF_CONTAINER_HOSTNAME);
		check_name(section, CONF_CONTAINER_DOMAINNAME);
	}
	for (uint32_t i = 1; caps && i < caps->count; i++) {
		if (caps->words[i][0] != '-' && caps->words[i][0] != '+')
			entry_error(section, caps,
				    "%s: only the first word may be default or none",
				    caps->words[i]);
	}
}
