/* conf/lang/keys.c - contains the table of keys and looks keys up.
 *
 * The rows are in conf/lang/keys.def. conf/lang/value.c parses the values. */
#include "conf/lang/keys.h"

#include <string.h>

#define A                 1
#define S                 2
#define D                 4
#define U                 8
#define V                 16
#define L                 32
#define W(...)            ((const char *const[]){ __VA_ARGS__, NULL })
#define INFO(flag, flags) (((flags) & (flag)) != 0)

static const struct conf_key_info table[] = {
#define KEY(id, name_, section_, kind_, flags, since_, choices_, def_, min_, max_, \
	    example_, doc_)                                                        \
	[CONF_##id] = { .name = name_,                                             \
			.section = CONF_##section_,                                \
			.kind = KIND_##kind_,                                      \
			.accumulates = INFO(A, flags),                             \
			.expanded_at_start = INFO(S, flags),                       \
			.in_defaults = INFO(D, flags),                             \
			.in_setup = INFO(U, flags),                                \
			.for_setup = INFO(V, flags),                               \
			.live = INFO(L, flags),                                    \
			.since = since_,                                           \
			.choices = choices_,                                       \
			.def = def_,                                               \
			.min = min_,                                               \
			.max = max_,                                               \
			.example = example_,                                       \
			.doc = (since_) == 0 ? (doc_) : NULL },
#include "conf/lang/keys.def"
#undef KEY
};

static const struct {
	enum conf_key first;
	const char *title;
} groups[] = {
#define KEY(...)
#define GROUP(id, title) { CONF_##id, title },
#include "conf/lang/keys.def"
#undef KEY
};

/* Values of supported keys that this version does not support yet. A value that ends in ':'
 * is a prefix. */
static const struct {
	enum conf_key key;
	const char *value;
	unsigned since;
} later_values[] = {
	{ CONF_CONTAINER_NETWORK, "bridge", 9 },  { CONF_CONTAINER_NETWORK, "bridge:", 9 },
	{ CONF_CONTAINER_NETWORK, "pasta", 9 },   { CONF_CONTAINER_NETWORK, "pasta:", 9 },
	{ CONF_CONTAINER_NAMESPACES, "time", 9 },
};

const struct conf_key_info *conf_key_info(enum conf_key key)
{
	return &table[key];
}

const char *conf_key_group(enum conf_key key)
{
	const char *title = NULL;

	for (size_t i = 0; i < ARRAY_LEN(groups) && groups[i].first <= key; i++)
		title = table[groups[i].first].section == table[key].section
				? groups[i].title
				: NULL;
	return title;
}

static bool accepts_unimplemented;

void conf_accept_unimplemented(bool all)
{
	accepts_unimplemented = all;
}

bool conf_accepts_unimplemented(void)
{
	return accepts_unimplemented;
}

unsigned conf_value_since(enum conf_key key, const char *word)
{
	if (accepts_unimplemented)
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(later_values); i++) {
		const char *value = later_values[i].value;
		size_t len = strlen(value);

		if (later_values[i].key != key)
			continue;
		if (strcmp(word, value) == 0 ||
		    (value[len - 1] == ':' && strncmp(word, value, len) == 0))
			return later_values[i].since;
	}
	return 0;
}

bool conf_key_allowed(enum conf_section_kind section, enum conf_key key)
{
	switch (section) {
	case CONF_DEFAULTS: return table[key].in_defaults;
	case CONF_SETUP: return table[key].in_setup;
	case CONF_INCLUDE:
	case CONF_INIT:
	case CONF_CONTAINER:
	case CONF_SERVICE: return table[key].section == section;
	}
	return false;
}

bool conf_key_is_one_of(enum conf_key key, const enum conf_key *keys, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (keys[i] == key)
			return true;
	}
	return false;
}

enum conf_key conf_key_find(enum conf_section_kind section, const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		if (table[i].name[0] == name[0] && strcmp(table[i].name, name) == 0 &&
		    conf_key_allowed(section, (enum conf_key)i))
			return (enum conf_key)i;
	}
	return CONF_KEY_COUNT;
}

bool value_is_supported(const struct conf_key_info *info, const char *choice)
{
	return strcmp(choice, "-") != 0 &&
	       (info->since != 0 ||
		conf_value_since((enum conf_key)(info - table), choice) == 0);
}
