/* conf/conf_values.h - reads the values of a section's keys; it is the second half of
 * conf/conf.h.
 *
 * Layer:   the face of conf, for the rooms above it.
 * Memory:  nothing here allocates. Values that are known at load lie in the arena. Values
 *          with a ${} that is expanded at a start lie in the scratch of the caller.
 *
 * struct conf_value is in conf/lang/value.h. Words that have parts, such as those of
 * dirs, are parsed with conf/lang/word_syntax.h. */
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

/* Returns the style of ctinit's own lines: OWN_JSON or OWN_PREFIX, and the time, as
 * log-format and log-time of [defaults] say. A ${} in these keys is expanded from
 * `environment`, which is NULL-terminated; NULL is an empty one. */
struct own_style conf_own_style(const struct conf *conf, char *const *environment);

/* Returns true if the section, or [defaults] for a key that it inherits, has a value for
 * the key. An empty value (`key =`) does not count. */
bool conf_is_set(const struct conf_section *section, enum conf_key key);

/* Returns true if the key is dynamic: its value contains a ${} or $X that is expanded at
 * each start, so that conf_expand_value() needs the service's environment. Keys that are
 * expanded at load are never dynamic. */
bool conf_is_dynamic(const struct conf_section *section, enum conf_key key);

/* Writes the value of the key into *ret. `exp` may be NULL if the key is not dynamic.
 * Returns 0, -EINVAL, or -ENOSPC if the scratch is full. After an error *err has the
 * reason, as in "svc.ini:7: [service:web] directory: HOME is not set: say where". After
 * success it has a warning (an unset variable), or is empty. The value of a key that
 * accumulates has the words of all its entries, those of [defaults] first. */
int conf_expand_value(const struct conf_section *section, enum conf_key key,
		      const struct conf_expansion *exp, struct conf_value *ret,
		      struct text *err);

/* Return the value of a key that is not dynamic, without scratch: words and texts lie in
 * the arena or are constants. For a dynamic key they return the default, but conf_words()
 * returns no words. It returns the words of a default only for kinds LIST and STOPS. */
int64_t conf_number(const struct conf_section *section, enum conf_key key);
bool conf_bool(const struct conf_section *section, enum conf_key key);
const char *conf_text(const struct conf_section *section, enum conf_key key);
char *const *conf_words(const struct conf_section *section, enum conf_key key,
			size_t *ret_count);

/* ---- entries one by one ---- */

/* A walk over the entries of a key, those of [defaults] first. Begin it with
 * conf_entries_begin(), then call conf_entries_next() until it returns 0 or an error.
 * Entries that expand to nothing are skipped. */
struct conf_entry_iter {
	const struct conf_section *section,
		*current; /* [defaults], then the section itself */
	enum conf_key key;
	const void *entry;
	bool done;
};
struct conf_entry_iter conf_entries_begin(const struct conf_section *section,
					  enum conf_key key);
/* Returns 1 and writes the next entry into *ret, or returns 0 at the end. Errors and *err
 * are those of conf_expand_value(). */
int conf_entries_next(struct conf_entry_iter *iter, const struct conf_lookup *lookup,
		      struct conf_scratch *scratch, struct conf_value *ret,
		      struct text *err);

/* Makes an argv of the words, without the first `skip` bytes of the first one: 5 for the
 * "exec:" of exec:COMMAND. The array lies in the scratch, the words are not copied.
 * Returns NULL if the scratch is full. */
char *const *conf_argv(char *const *words, size_t count, size_t skip,
		       struct conf_scratch *scratch);

/* One command of pre-start, pre-stop, post-stop or reload. */
struct conf_command {
	char *const *argv; /* NULL-terminated, without the + and - in front */
	size_t argc;
	bool privileged;     /* + was in front: it runs with ctinit's ids */
	bool ignore_failure; /* - was in front: its failure is ignored */
};
/* Gives the next command of such a key. Returns as conf_entries_next(). */
int conf_next_command(struct conf_entry_iter *iter, const struct conf_lookup *lookup,
		      struct conf_scratch *scratch, struct conf_command *ret,
		      struct text *err);
/* A walk over the conditions of `when`. It begins as
 * { .iter = conf_entries_begin(section, CONF_SERVICE_WHEN) }. */
struct conf_when_walk {
	struct conf_entry_iter iter;
	char *const *words; /* the conditions of the entry that are left */
	size_t count;       /* of `words` */
};
/* Gives the next condition, or returns false at the end. The service runs if all of them
 * hold. */
bool conf_when(struct conf_when_walk *walk, struct conf_when *ret);
/* Returns the place of the last entry of the key: "svc.ini:7" or "--set". Returns "" if the
 * key has its default, or if ctinit set it for a command line. The text is valid until the
 * next call for the same configuration. */
const char *conf_origin(const struct conf_section *section, enum conf_key key);

#endif
