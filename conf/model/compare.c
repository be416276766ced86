/* conf/model/compare.c - compares the sections of two configurations. */
#include "conf/model/model.h"

#include <string.h>

static bool same_words(const struct entry *a, const struct entry *b)
{
	if (a->is_dynamic != b->is_dynamic || a->count != b->count)
		return false;
	if (a->is_dynamic)
		return memcmp(a->raw, b->raw, a->count) == 0;
	for (uint32_t i = 0; i < a->count; i++) {
		if (strcmp(a->words[i], b->words[i]) != 0)
			return false;
	}
	return true;
}

static bool same_lists(const struct conf_section *old, const struct conf_section *now,
		       enum conf_key key)
{
	struct conf_entry_iter a = { .done = true }, b = { .done = true };
	const struct entry *x, *y;

	if (old)
		a = conf_entries_begin(old, key);
	if (now)
		b = conf_entries_begin(now, key);
	do {
		x = entry_next(&a);
		y = entry_next(&b);
		if (!x != !y || (x && !same_words(x, y)))
			return false;
	} while (x);
	return true;
}

static bool same_value(const struct conf_section *old, const struct conf_section *now,
		       enum conf_key key)
{
	const struct entry *a, *b;

	if (conf_key_info(key)->accumulates)
		return same_lists(old, now, key);
	a = old ? entry_find(old, key) : NULL;
	b = now ? entry_find(now, key) : NULL;
	if (a && b)
		return same_words(a, b);
	if (a || b)
		return false;
	return !old || !now || strcmp(default_word(old, key), default_word(now, key)) == 0;
}

/* Returns true if this kind of section has the key. Setups have the keys of services. */
static bool belongs_to_section(const struct conf_section *section, enum conf_key key)
{
	return conf_key_info(key)->section ==
	       (section->kind == CONF_SETUP ? CONF_SERVICE : section->kind);
}

size_t conf_diff_keys(const struct conf_section *old, const struct conf_section *now,
		      enum conf_key *ret_keys, size_t max)
{
	size_t count = 0;

	for (unsigned key = 0; (old || now) && key < CONF_KEY_COUNT; key++) {
		if (key == CONF_SERVICE_INSTANCES ||
		    !belongs_to_section(old ? old : now, key) || same_value(old, now, key))
			continue;
		if (count < max)
			ret_keys[count] = (enum conf_key)key;
		count++;
	}
	return count;
}

enum conf_change conf_diff(const struct conf_section *old, const struct conf_section *now)
{
	enum conf_change change = CONF_SAME;

	for (unsigned key = 0; key < CONF_KEY_COUNT; key++) {
		if (key == CONF_SERVICE_INSTANCES || !belongs_to_section(old, key) ||
		    same_value(old, now, key))
			continue;
		if (!conf_key_info(key)->live)
			return CONF_OTHER;
		change = CONF_LIVE;
	}
	return change;
}
