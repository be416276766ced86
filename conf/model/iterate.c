/* conf/model/iterate.c - walks the entries of a key: words, commands, conditions. Never
 * allocates. */
#include "conf/model/expand.h"

#include <errno.h>
#include <string.h>

static char *const no_words[] = { NULL };

static const struct entry *next_entry(struct conf_entry_iter *iter)
{
	if (conf_key_info(iter->key)->accumulates)
		return entry_next(iter);
	if (iter->done)
		return NULL;
	iter->done = true;
	return entry_find(iter->section, iter->key);
}

int conf_entries_next(struct conf_entry_iter *iter, const struct conf_lookup *lookup,
		      struct conf_scratch *scratch, struct conf_value *ret,
		      struct text *err)
{
	struct word_list list = { NULL, 0 };
	const struct entry *entry;
	char reason[600];
	int error;

	text_clear(err);
	do {
		entry = next_entry(iter);
		if (!entry)
			return 0;
		error = expand_entry(entry, lookup, scratch, &list, &TEXT(reason));
		if (error == 0 && reason[0] != '\0')
			expand_fail(iter->section, entry, reason, 0, err);
		if (error == 0 && list.count > 0)
			error = value_parse(iter->key, list.words, list.count, ret,
					    &TEXT(reason));
		if (error < 0)
			return expand_fail(iter->section, entry, reason, error, err);
	} while (list.count == 0);
	return 1;
}

char *const *conf_argv(char *const *words, size_t count, size_t skip,
		       struct conf_scratch *scratch)
{
	char **argv;

	if (count == 0)
		return no_words;
	if (expand_array(scratch, count + 1, &argv) < 0)
		return NULL;
	for (size_t i = 0; i < count; i++)
		argv[i] = words[i];
	argv[0] += skip;
	argv[count] = NULL;
	return argv;
}

int conf_next_command(struct conf_entry_iter *iter, const struct conf_lookup *lookup,
		      struct conf_scratch *scratch, struct conf_command *ret,
		      struct text *err)
{
	struct conf_value value;
	int got = conf_entries_next(iter, lookup, scratch, &value, err);
	size_t skip;

	if (got != 1)
		return got;
	*ret = (struct conf_command){ .argc = value.word_count };
	skip = command_prefix(value.words[0], &ret->privileged, &ret->ignore_failure);
	ret->argv = conf_argv(value.words, value.word_count, skip, scratch);
	if (ret->argv)
		return 1;
	text_set(err, "%s expands to too much", conf_key_info(iter->key)->name);
	return -ENOSPC;
}

bool conf_when(struct conf_when_walk *walk, struct conf_when *ret)
{
	const struct entry *entry;

	while (walk->count == 0) {
		entry = entry_next(&walk->iter);
		if (!entry)
			return false;
		walk->words = entry->words;
		walk->count = entry->count;
	}
	if (!when_parse(walk->words[0], ret))
		return false; /* cannot happen, because the value was checked at load */
	if (ret->kind == WHEN_EXEC) {
		ret->words = walk->words;
		ret->word_count = walk->count;
		walk->count = 0;
	} else {
		walk->words++;
		walk->count--;
	}
	return true;
}
