/* conf/model/expand.c - expands ${} from the environment of a service when it starts. Never
 * allocates. */
#include "conf/model/expand.h"

#include "conf/lang/value.h"
#include "conf/lang/words.h"

#include <errno.h>
#include <string.h>

static char *const no_words[] = { NULL };

int expand_fail(const struct conf_section *section, const struct entry *entry,
		const char *reason, int error, struct text *err)
{
	const struct conf *conf = section->conf;
	char title[64];

	text_clear(err);
	/* Users do not know the line numbers of a serialized configuration. */
	if (entry->file < conf->file_count && (entry->file != 0 || !conf->serialized))
		text_set(err, "%s:%u: ", conf->files[entry->file], entry->line);
	text_append(err, "%s %s%s%s", section_title(section, title),
		    conf_key_info(entry->key)->name, reason[0] == '=' ? " " : ": ", reason);
	return error;
}

int expand_entry(const struct entry *entry, const struct conf_lookup *lookup,
		 struct conf_scratch *scratch, struct word_list *ret, struct text *err)
{
	struct words words = { .lookup = lookup, .scratch = scratch, .err = err };
	int error;

	text_clear(err);
	*ret = (struct word_list){ entry->words, entry->count };
	if (!entry->is_dynamic)
		return 0;
	if (!lookup)
		return text_fail(err, "needs the environment of a start");
	error = words_split(&words, entry->raw, entry->count);
	*ret = (struct word_list){ words.list, words.count };
	return error;
}

int expand_array(struct conf_scratch *scratch, size_t count, char ***ret)
{
	uintptr_t entry = (uintptr_t)scratch->base + scratch->used,
		  to = (entry + 7) & ~(uintptr_t)7;
	size_t need = (size_t)(to - entry) + count * sizeof(char *);

	if (need > scratch->size - scratch->used)
		return -ENOSPC;
	scratch->used += need;
	*ret = (char **)to;
	return 0;
}

/* Appends the words of another entry to the list. */
static int join_words(struct conf_scratch *scratch, struct word_list *list,
		      const struct word_list *more)
{
	char **joined;

	if (list->count == 0) {
		*list = *more;
		return 0;
	}
	if (expand_array(scratch, list->count + more->count + 1, &joined) < 0)
		return -ENOSPC;
	memcpy(joined, list->words, list->count * sizeof *joined);
	memcpy(joined + list->count, more->words, more->count * sizeof *joined);
	joined[list->count + more->count] = NULL;
	*list = (struct word_list){ joined, list->count + more->count };
	return 0;
}

static int expand_list(const struct conf_section *section, enum conf_key key,
		       const struct conf_expansion *exp, struct conf_value *ret,
		       struct text *err)
{
	struct conf_entry_iter iter = conf_entries_begin(section, key);
	struct word_list list = { no_words, 0 }, more;
	const struct entry *entry;
	char reason[600];

	while ((entry = entry_next(&iter))) {
		int error = expand_entry(entry, exp->lookup, exp->scratch, &more,
					 &TEXT(reason));

		if (error == 0 && reason[0] != '\0')
			expand_fail(section, entry, reason, 0, err);
		if (error == 0 && more.count > 0)
			error = value_parse(key, more.words, more.count, ret,
					    &TEXT(reason));
		if (error == 0 && join_words(exp->scratch, &list, &more) < 0) {
			error = -ENOSPC;
			text_set(&TEXT(reason), "expands to too much");
		}
		if (error < 0)
			return expand_fail(section, entry, reason, error, err);
	}
	*ret = (struct conf_value){ .set = list.count > 0,
				    .words = list.words,
				    .word_count = list.count };
	return 0;
}

static int expand_scalar(const struct conf_section *section, enum conf_key key,
			 const struct conf_expansion *exp, struct conf_value *ret,
			 struct text *err)
{
	const struct entry *entry = entry_find(section, key);
	struct word_list list;
	char reason[600];
	int error = expand_entry(entry, exp->lookup, exp->scratch, &list, &TEXT(reason));

	if (error < 0)
		return expand_fail(section, entry, reason, error, err);
	if (reason[0] != '\0')
		expand_fail(section, entry, reason, 0, err);
	if (list.count == 0 && !conf_key_info(key)->def)
		return expand_fail(section, entry, "expands to nothing", -EINVAL, err);
	if (list.count == 0) {
		default_value(section, key, ret);
		return 0;
	}
	error = value_parse(key, list.words, list.count, ret, &TEXT(reason));
	return error < 0 ? expand_fail(section, entry, reason, error, err) : 0;
}

int conf_expand_value(const struct conf_section *section, enum conf_key key,
		      const struct conf_expansion *exp, struct conf_value *ret,
		      struct text *err)
{
	text_clear(err);
	if (conf_is_dynamic(section, key))
		return conf_key_info(key)->accumulates
			       ? expand_list(section, key, exp, ret, err)
			       : expand_scalar(section, key, exp, ret, err);
	static_value(section, key, ret);
	ret->words = conf_words(section, key, &ret->word_count);
	return 0;
}
