/* conf/model/expand.c - values at the start of a service: ${} from its environment. Never
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
	/* The lines of a serialized configuration itself mean nothing to a user. */
	if (entry->file < conf->file_count && (entry->file != 0 || !conf->serialized))
		text_set(err, "%s:%u: ", conf->files[entry->file], entry->line);
	text_append(err, "%s %s%s%s", section_title(section, title),
		    conf_key_info(entry->key)->name, reason[0] == '=' ? " " : ": ", reason);
	return error;
}

int expand_entry(const struct entry *entry, const struct conf_lookup *lookup,
		 struct conf_scratch *scratch, char *const **ret_words, size_t *ret_count,
		 struct text *err)
{
	struct words words = { .lookup = lookup, .scratch = scratch, .err = err };
	int error;

	text_clear(err);
	*ret_words = entry->words;
	*ret_count = entry->count;
	if (!entry->is_dynamic)
		return 0;
	if (!lookup)
		return text_fail(err, "needs the environment of a start");
	error = words_split(&words, entry->raw, entry->count);
	*ret_words = words.at;
	*ret_count = words.count;
	return error;
}

int expand_array(struct conf_scratch *scratch, size_t count, char ***ret)
{
	uintptr_t at = (uintptr_t)scratch->base + scratch->used,
		  to = (at + 7) & ~(uintptr_t)7;
	size_t need = (size_t)(to - at) + count * sizeof(char *);

	if (need > scratch->size - scratch->used)
		return -ENOSPC;
	scratch->used += need;
	*ret = (char **)to;
	return 0;
}

/* Appends the words of one more entry. */
static int join(struct conf_scratch *scratch, char *const **words, size_t *count,
		char *const *more, size_t more_count)
{
	char **made;

	if (*count == 0) {
		*words = more;
		*count = more_count;
		return 0;
	}
	if (expand_array(scratch, *count + more_count + 1, &made) < 0)
		return -ENOSPC;
	memcpy(made, *words, *count * sizeof *made);
	memcpy(made + *count, more, more_count * sizeof *made);
	made[*count + more_count] = NULL;
	*words = made;
	*count += more_count;
	return 0;
}

static int expand_list(const struct conf_section *section, enum conf_key key,
		       const struct conf_lookup *lookup, struct conf_scratch *scratch,
		       struct conf_value *ret, struct text *err)
{
	struct conf_entry_iter walk = conf_entries_begin(section, key);
	char *const *words = no_words, *const * more;
	size_t count = 0, more_count;
	const struct entry *at;
	char reason[600];

	while ((at = entry_next(&walk))) {
		int error = expand_entry(at, lookup, scratch, &more, &more_count,
					 &TEXT(reason));

		if (error == 0 && reason[0] != '\0')
			expand_fail(section, at, reason, 0, err);
		if (error == 0 && more_count > 0)
			error = value_parse(key, more, more_count, ret, &TEXT(reason));
		if (error == 0 && join(scratch, &words, &count, more, more_count) < 0) {
			error = -ENOSPC;
			text_set(&TEXT(reason), "expands to too much");
		}
		if (error < 0)
			return expand_fail(section, at, reason, error, err);
	}
	*ret = (struct conf_value){ .set = count > 0, .words = words, .word_count = count };
	return 0;
}

int conf_expand_value(const struct conf_section *section, enum conf_key key,
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
		static_value(section, key, ret);
		ret->words = conf_words(section, key, &ret->word_count);
		return 0;
	}
	if (conf_key_info(key)->accumulates)
		return expand_list(section, key, lookup, scratch, ret, err);
	entry = entry_find(section, key);
	error = expand_entry(entry, lookup, scratch, &words, &count, &TEXT(reason));
	if (error < 0)
		return expand_fail(section, entry, reason, error, err);
	if (reason[0] != '\0')
		expand_fail(section, entry, reason, 0, err);
	if (count == 0 && !conf_key_info(key)->def)
		return expand_fail(section, entry, "expands to nothing", -EINVAL, err);
	if (count == 0) {
		default_value(section, key, ret);
		return 0;
	}
	error = value_parse(key, words, count, ret, &TEXT(reason));
	return error < 0 ? expand_fail(section, entry, reason, error, err) : 0;
}
