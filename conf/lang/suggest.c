/* conf/lang/suggest.c - finds the key or value nearest to a misspelled one. Pure. */
#include "conf/lang/suggest.h"

#include "conf/base/edit_distance.h"
#include "conf/base/signal_names.h"
#include "conf/lang/value_hints.h"

#include <stdio.h>
#include <string.h>

/* Returns true if `name` is `whole` with parts left out: log-size is log-max-size without
 * "max". */
static bool leaves_out(const char *name, const char *whole)
{
	size_t parts = 0;

	for (; *name != '\0'; parts++) {
		size_t len = strcspn(name, "-_"), n = 0;

		while (*whole != '\0') {
			n = strcspn(whole, "-");
			if (n == len && memcmp(name, whole, n) == 0)
				break;
			whole += n + (whole[n] == '-');
		}
		if (*whole == '\0')
			return false;
		whole += n + (whole[n] == '-');
		name += len + (name[len] != '\0');
	}
	return parts > 1;
}

enum conf_key suggest_key(enum conf_section_kind section, const char *name)
{
	enum conf_key best = CONF_KEY_COUNT;
	unsigned best_edits = strlen(name) < 5 ? 2 : 3;

	for (unsigned i = 0; i < CONF_KEY_COUNT; i++) {
		unsigned n;

		if (!conf_key_allowed(section, (enum conf_key)i))
			continue;
		n = edit_distance(name, conf_key_info((enum conf_key)i)->name);
		if (n > 1 && leaves_out(name, conf_key_info((enum conf_key)i)->name))
			n = 1;
		if (n < best_edits) {
			best_edits = n;
			best = (enum conf_key)i;
		}
	}
	return best;
}

static unsigned edits_allowed(const char *word)
{
	return strlen(word) < 4 ? 1 : 2;
}

/* Returns the edit distance. If the choice is a prefix, compares only the prefixes: "tpc:"
 * of "tpc:db:80". */
static unsigned value_edits(const char *word, const char *choice)
{
	size_t len = strcspn(choice, ":") + 1, colon = strcspn(word, ":") + 1;
	char front[24], expected[24];

	if (!strchr(choice, ':'))
		return edit_distance(word, choice);
	if (word[colon - 1] != ':' || colon >= sizeof front || len >= sizeof expected)
		return EDIT_DISTANCE_MAX;
	snprintf(front, colon + 1, "%s", word);
	snprintf(expected, len + 1, "%s", choice);
	return edit_distance(front, expected);
}

static const char *nearest_signal(const char *word)
{
#define X(name, number) #name,
	static const char *const names[] = { CTINIT_SIGNALS(X) };
#undef X
	char name[16];
	size_t len = strcspn(word, ":");

	if (len < 2 || len >= sizeof name)
		return NULL;
	for (size_t i = 0; i < len; i++)
		name[i] = (char)(word[i] >= 'a' && word[i] <= 'z' ? word[i] - 32 : word[i]);
	name[len] = '\0';
	if (signal_parse(name) > 0)
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *pos = strncmp(name, "SIG", 3) == 0 ? name + 3 : name;

		if (edit_distance(pos, names[i]) == 1)
			return names[i];
	}
	return NULL;
}

const char *suggest_value(const struct conf_key_info *info, const char *word)
{
	static const char *const yes_no[] = { "yes", "no", "true", "false", "off", NULL };
	const char *const *choices = info->kind == KIND_BOOL ? yes_no : info->choices;
	const char *best = NULL, *hint = hint_for_choice(info, word);
	unsigned best_edits = edits_allowed(word) + 1;

	if (info->kind == KIND_STOPS || info->kind == KIND_CODES)
		return nearest_signal(word);
	if (hint)
		return hint;
	for (; choices && *choices; choices++) {
		unsigned n;

		if (strcmp(*choices, "-") == 0)
			continue;
		n = value_edits(word, *choices);
		if (n < best_edits && value_is_supported(info, *choices)) {
			best_edits = n;
			best = *choices;
		}
	}
	return best;
}
