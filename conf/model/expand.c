/* conf/model/expand.c - values at a start of a service: ${} from its environment. Never allocates. */
#include "conf/lang/value.h"
#include "conf/lang/words.h"
#include "conf/model/model.h"

#include <errno.h>
#include <string.h>

static char *const no_words[] = { NULL };

static int fail(const struct conf_section *section, const struct entry *entry,
		const char *reason, int error, struct text *err)
{
	const struct conf *conf = section->conf;
	char title[64];

	text_clear(err);
	/* The lines of what crossed to the inside itself are nobody's. */
	if (entry->file < conf->file_count && (entry->file != 0 || !conf->flat))
		text_set(err, "%s:%u: ", conf->files[entry->file], entry->line);
	text_append(err, "%s %s%s%s", section_title(section, title),
		    conf_key_info(entry->key)->name, reason[0] == '=' ? " " : ": ", reason);
	return error;
}

/* One entry's words; a warning stays in reason[]. */
static int entry_words(const struct entry *entry, const struct conf_lookup *lookup,
		       struct conf_scratch *scratch, char *const **ret_words,
		       size_t *ret_count, struct text *err)
{
	struct words words = { .lookup = lookup, .scratch = scratch, .err = err };
	int error;

	text_clear(err);
	*ret_words = entry->words;
	*ret_count = entry->count;
	if (!entry->dynamic)
		return 0;
	if (!lookup) {
		return text_fail(err, "needs the environment of a start");
	}
	error = words_split(&words, entry->raw, entry->count);
	*ret_words = words.at;
	*ret_count = words.count;
	return error;
}

/* Room for an array of words behind what the scratch holds. */
static int room(struct conf_scratch *scratch, size_t count, char ***ret)
{
	uintptr_t at = (uintptr_t)scratch->at + scratch->used,
		  to = (at + 7) & ~(uintptr_t)7;
	size_t need = (size_t)(to - at) + count * sizeof(char *);

	if (need > scratch->size - scratch->used)
		return -ENOSPC;
	scratch->used += need;
	*ret = (char **)to;
	return 0;
}

/* Words of one more entry behind those that are there. */
static int join(struct conf_scratch *scratch, char *const **words, size_t *count,
		char *const *more, size_t more_count)
{
	char **made;

	if (*count == 0) {
		*words = more;
		*count = more_count;
		return 0;
	}
	if (room(scratch, *count + more_count + 1, &made) < 0)
		return -ENOSPC;
	memcpy(made, *words, *count * sizeof *made);
	memcpy(made + *count, more, more_count * sizeof *made);
	made[*count + more_count] = NULL;
	*words = made;
	*count += more_count;
	return 0;
}

static int eval_adds(const struct conf_section *section, enum conf_key key,
		     const struct conf_lookup *lookup, struct conf_scratch *scratch,
		     struct conf_value *ret, struct text *err)
{
	struct conf_each walk = conf_each(section, key);
	char *const *words = no_words, *const * more;
	size_t count = 0, more_count;
	const struct entry *at;
	char reason[600];

	while ((at = entry_next(&walk))) {
		int error =
			entry_words(at, lookup, scratch, &more, &more_count, &TEXT(reason));

		if (error == 0 && reason[0] != '\0')
			fail(section, at, reason, 0, err);
		if (error == 0 && more_count > 0)
			error = value_parse(key, more, more_count, ret, &TEXT(reason));
		if (error == 0 && join(scratch, &words, &count, more, more_count) < 0) {
			error = -ENOSPC;
			text_set(&TEXT(reason), "expands to too much");
		}
		if (error < 0)
			return fail(section, at, reason, error, err);
	}
	*ret = (struct conf_value){ .set = count > 0, .words = words, .word_count = count };
	return 0;
}

int conf_eval(const struct conf_section *section, enum conf_key key,
	      const struct conf_lookup *lookup, struct conf_scratch *scratch,
	      struct conf_value *ret, struct text *err)
{
	const struct entry *entry;
	char *const *words;
	char reason[600];
	size_t count;
	int error;

	text_clear(err);
	if (!conf_is_dynamic(section, key)) {
		known_value(section, key, ret);
		ret->words = conf_words(section, key, &ret->word_count);
		return 0;
	}
	if (conf_key_info(key)->adds)
		return eval_adds(section, key, lookup, scratch, ret, err);
	entry = entry_find(section, key);
	error = entry_words(entry, lookup, scratch, &words, &count, &TEXT(reason));
	if (error < 0)
		return fail(section, entry, reason, error, err);
	if (reason[0] != '\0')
		fail(section, entry, reason, 0, err);
	if (count == 0 && !conf_key_info(key)->def)
		return fail(section, entry, "expands to nothing", -EINVAL, err);
	if (count == 0) {
		default_value(section, key, ret);
		return 0;
	}
	error = value_parse(key, words, count, ret, &TEXT(reason));
	return error < 0 ? fail(section, entry, reason, error, err) : 0;
}

struct conf_each conf_each(const struct conf_section *section, enum conf_key key)
{
	struct conf_each walk = { .section = section, .key = key, .now = section };

	if (takes_defaults(section, key) && !entry_clears(section, key))
		walk.now = &section->conf->defaults;
	return walk;
}

/* The next entry of any key. */
static const struct entry *next_entry(struct conf_each *each)
{
	if (conf_key_info(each->key)->adds)
		return entry_next(each);
	if (each->done)
		return NULL;
	each->done = true;
	return entry_find(each->section, each->key);
}

int conf_next(struct conf_each *each, const struct conf_lookup *lookup,
	      struct conf_scratch *scratch, struct conf_value *ret, struct text *err)
{
	const struct entry *entry;
	char *const *words;
	char reason[600];
	size_t count = 0;
	int error;

	text_clear(err);
	do {
		entry = next_entry(each);
		if (!entry)
			return 0;
		error = entry_words(entry, lookup, scratch, &words, &count, &TEXT(reason));
		if (error == 0 && reason[0] != '\0')
			fail(each->section, entry, reason, 0, err);
		if (error == 0 && count > 0)
			error = value_parse(each->key, words, count, ret, &TEXT(reason));
		if (error < 0)
			return fail(each->section, entry, reason, error, err);
	} while (count == 0);
	return 1;
}

char *const *conf_argv(char *const *words, size_t count, size_t skip,
		       struct conf_scratch *scratch)
{
	char **argv;

	if (count == 0)
		return no_words;
	if (room(scratch, count + 1, &argv) < 0)
		return NULL;
	for (size_t i = 0; i < count; i++)
		argv[i] = words[i];
	argv[0] += skip;
	argv[count] = NULL;
	return argv;
}

int conf_next_command(struct conf_each *each, const struct conf_lookup *lookup,
		      struct conf_scratch *scratch, struct conf_command *ret,
		      struct text *err)
{
	struct conf_value value;
	int got = conf_next(each, lookup, scratch, &value, err);
	size_t skip;

	if (got != 1)
		return got;
	*ret = (struct conf_command){ .argc = value.word_count };
	skip = command_flags(value.words[0], &ret->own_ids, &ret->may_fail);
	ret->argv = conf_argv(value.words, value.word_count, skip, scratch);
	if (ret->argv)
		return 1;
	text_set(err, "%s expands to too much", conf_key_info(each->key)->name);
	return -ENOSPC;
}
