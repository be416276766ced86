/* supervisor/control/unit_names.c - finds the units that the words of a request name. */
#include "supervisor/control/unit_names.h"

#include "conf/base/edit_distance.h"
#include "supervisor/base/unit.h"

#include <errno.h>
#include <string.h>

/* A name at this edit distance or more is not similar (conf/model/names.c). */
#define NEAR_EDITS_MAX 3
/* How many units are compared with a wrong name, because every user may send one. */
#define NEAR_UNITS_MAX 256

static uint32_t setup_count(const struct context *ctx)
{
	return (uint32_t)conf_setup_count(ctx->conf);
}

/* Finds the services of NAME@*, which are those of NAME. */
static bool find_all_instances(const struct context *ctx, const char *word,
			       struct conf_targets *ret)
{
	char name[CONF_NAME_MAX + 1];
	size_t len = strlen(word);

	if (len < 3 || len - 2 > CONF_NAME_MAX || strcmp(word + len - 2, "@*") != 0)
		return false;
	memcpy(name, word, len - 2);
	name[len - 2] = '\0';
	return conf_find_targets(ctx->conf, name, ret);
}

/* Sets *ret to the units that the word names, as indices of units. A group has a list, with
 * indices of services. Returns false if the word names no unit. */
static bool find_units(const struct context *ctx, const struct names *names,
		       const char *word, struct conf_targets *ret)
{
	uint32_t setups = setup_count(ctx);

	if (strcmp(word, "all") == 0) {
		ret->list = NULL;
		ret->first = names->services ? setups : 0;
		ret->count = ctx->count - ret->first;
		return true;
	}
	if (conf_find_targets(ctx->conf, word, ret) || find_all_instances(ctx, word, ret)) {
		ret->first += setups;
		return true;
	}
	for (uint32_t i = 0; i < setups && !names->services; i++) {
		if (strcmp(conf_name(ctx->units[i]->section), word) == 0) {
			*ret = (struct conf_targets){ .first = i, .count = 1 };
			return true;
		}
	}
	return false;
}

static const char *nearest_service(const struct context *ctx, const char *word)
{
	const char *near = NULL;
	unsigned best = NEAR_EDITS_MAX;

	for (uint32_t i = 0; i < ctx->count && i < NEAR_UNITS_MAX; i++) {
		const char *name = conf_base_name(ctx->units[i]->section);
		unsigned n = edit_distance(word, name);

		if (n < best) {
			best = n;
			near = name;
		}
	}
	return near;
}

int names_check(const struct context *ctx, const struct names *names, struct text *err)
{
	struct conf_targets targets;

	for (size_t i = 0; i < names->count; i++) {
		const char *word = names->words[i];
		const char *near;

		if (find_units(ctx, names, word, &targets))
			continue;
		near = word[0] == '@' ? NULL : nearest_service(ctx, word);
		text_set(err, "%.64s: no such %s%s%s%s", word,
			 word[0] == '@' ? "group" : "service",
			 near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
		return -ENOENT;
	}
	return 0;
}

uint32_t names_next(const struct context *ctx, const struct names *names,
		    struct names_cursor *cursor)
{
	static char all[] = "all";
	char *const every[] = { all };
	char *const *words = names->count > 0 ? names->words : every;
	size_t count = names->count > 0 ? names->count : 1;
	struct conf_targets targets;

	for (; cursor->word < count; cursor->word++, cursor->i = 0) {
		if (find_units(ctx, names, words[cursor->word], &targets) &&
		    cursor->i < targets.count) {
			uint32_t i = conf_target_at(&targets, cursor->i++);

			return targets.list != NULL ? i + setup_count(ctx) : i;
		}
	}
	return UNIT_NONE;
}

bool names_have(const struct context *ctx, const struct names *names, uint32_t i)
{
	struct conf_targets targets;

	if (names->count == 0)
		return !names->services || i >= setup_count(ctx);
	for (size_t k = 0; k < names->count; k++) {
		if (!find_units(ctx, names, names->words[k], &targets))
			continue;
		if (targets.list == NULL && i >= targets.first &&
		    i - targets.first < targets.count)
			return true;
		for (uint32_t n = 0; targets.list != NULL && n < targets.count; n++) {
			if (targets.list[n] + setup_count(ctx) == i)
				return true;
		}
	}
	return false;
}
