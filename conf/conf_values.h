/* conf/conf_values.h - the values of a section's keys; the second half of conf/conf.h.
 *
 * Layer:   the face of conf.
 * Memory:  nothing here allocates. Values that were known at load lie in the arena; values
 *          with a ${} of a start lie in the scratch that the caller gives.
 *
 * Types of values are in conf/lang/value.h, parts of words in conf/lang/word_syntax.h. */
#ifndef CONF_CONF_VALUES_H
#define CONF_CONF_VALUES_H

#include "conf/base/own_line.h"
#include "conf/base/text.h"
#include "conf/lang/expansion.h"
#include "conf/lang/keys.h"
#include "conf/lang/name_syntax.h"
#include "conf/lang/probe_syntax.h"
#include "conf/lang/value.h"
#include "conf/lang/word_syntax.h"

struct conf;
struct conf_section;

/* Returns the style of ctinit's own lines by [defaults] log-format and log-time: OWN_JSON
 * or OWN_PREFIX. ${} in them is expanded from `environment` (NULL-terminated; NULL: none). */
struct own_style conf_own_style(const struct conf *conf, char *const *environment);

/* Returns true if the key is written in the section or, for services, in [defaults]. */
bool conf_is_set(const struct conf_section *section, enum conf_key key);

/* Returns true if the written value contains a ${} or $X that is expanded at a start, so
 * that conf_expand_value() needs the service's environment. Keys that are expanded at load
 * are never dynamic. */
bool conf_is_dynamic(const struct conf_section *section, enum conf_key key);

/* Gives the value of any key. `exp` may be NULL if the key is not dynamic. Returns 0; -EINVAL
 * with the reason in *err ("svc.ini:7: [service:web] directory: HOME is not set: say where");
 * -ENOSPC when the scratch is full (*err says so too). A warning (an unset variable) is in
 * *err with 0 returned; otherwise *err is empty. List keys (*) give all words of all entries,
 * those of [defaults] first. */
int conf_expand_value(const struct conf_section *section, enum conf_key key,
		      const struct conf_expansion *exp, struct conf_value *ret,
		      struct text *err);

/* Short forms for keys that are not dynamic; a dynamic one gives the default. They need no
 * scratch: words and texts were parsed at load and lie in the arena. */
int64_t conf_number(const struct conf_section *section, enum conf_key key);
bool conf_bool(const struct conf_section *section, enum conf_key key);
const char *conf_text(const struct conf_section *section, enum conf_key key);
char *const *conf_words(const struct conf_section *section, enum conf_key key,
			size_t *ret_count);

/* ---- entries one by one ---- */

/* Walks the entries of a key, those of [defaults] first: iter = conf_entries_begin(section,
 * key), then conf_entries_next() until it returns 0. Entries that expand to nothing are
 * left out. */
struct conf_entry_iter {
	const struct conf_section *section,
		*current; /* the entries of `current` are read */
	enum conf_key key;
	const void *entry;
	bool done;
};
struct conf_entry_iter conf_entries_begin(const struct conf_section *section,
					  enum conf_key key);
/* Returns 1 with the next entry's words in *ret, 0 at the end, or -EINVAL or -ENOSPC as
 * conf_expand_value(). */
int conf_entries_next(struct conf_entry_iter *iter, const struct conf_lookup *lookup,
		      struct conf_scratch *scratch, struct conf_value *ret,
		      struct text *err);

/* Copies the array of words without the first `skip` bytes of the first word: the argv of
 * exec:COMMAND with skip 5. Returns NULL if the scratch is full. */
char *const *conf_argv(char *const *words, size_t count, size_t skip,
		       struct conf_scratch *scratch);

/* One command of pre-start, pre-stop, post-stop or reload. */
struct conf_command {
	char *const *argv; /* without the + and - in front */
	size_t argc;
	bool privileged;     /* +: with ctinit's ids, not the service's */
	bool ignore_failure; /* -: a failure is ignored */
};
int conf_next_command(struct conf_entry_iter *iter, const struct conf_lookup *lookup,
		      struct conf_scratch *scratch, struct conf_command *ret,
		      struct text *err);
struct conf_when_walk {
	struct conf_entry_iter iter;
	char *const *words;
	size_t count;
};
/* Gives the next condition of `when`, or returns false. All of them must hold. A walk
 * begins as { .iter = conf_entries_begin(section, CONF_SERVICE_WHEN) }. */
bool conf_when(struct conf_when_walk *walk, struct conf_when *ret);
/* Returns where the last entry of the key was written: "svc.ini:7" or "--set"; "" for a
 * default. The text is valid until the next call. */
const char *conf_origin(const struct conf_section *section, enum conf_key key);

#endif
