/* conf/conf_values.h - reads the values of a section's keys.
 *
 * Layer:   the second public header of conf.
 * Memory:  nothing here allocates. Values that are known at load are in the arena. Values
 *          with a ${} that is expanded at start are in the caller's scratch.
 *
 * struct conf_value is in conf/lang/value.h. conf/lang/word_syntax.h parses words that have
 * parts, such as those of `dirs`. */
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

/* Returns the style of ctinit's own lines: the shape (OWN_JSON or OWN_PREFIX) from
 * log-format, and the time from log-time of [defaults]. `environment`, NULL-terminated or
 * NULL, has the variables for a ${} in these keys. A value that cannot be expanded counts
 * as the default. */
struct own_style conf_own_style(const struct conf *conf, char *const *environment);

/* Returns true if the section, or [defaults] if it inherits the key, has a value for the
 * key. An empty value (`key =`) does not count. */
bool conf_is_set(const struct conf_section *section, enum conf_key key);

/* Returns true if the value contains a ${} or $X that is expanded at each start. Such a key
 * is dynamic, and conf_expand_value() needs the service's environment for it. */
bool conf_is_dynamic(const struct conf_section *section, enum conf_key key);

/* Writes the value of the key into *ret. `exp` may be NULL if the key is not dynamic.
 * Returns 0, -EINVAL, or -ENOSPC if the scratch is full. After an error *ret is undefined,
 * and *err has the reason, for example "svc.ini:7: [service:web] directory: HOME is not
 * set: say where". After success it has a warning (an unset variable) or is empty. For a
 * key that accumulates, the value has the words of all its entries, those of [defaults]
 * first. */
int conf_expand_value(const struct conf_section *section, enum conf_key key,
		      const struct conf_expansion *exp, struct conf_value *ret,
		      struct text *err);

/* Return the value of a key that is not dynamic. Words and texts are in the arena or are
 * constants. conf_text() returns NULL if the value has no text. For a dynamic key they
 * return the default, and conf_words() returns no words. For a default, conf_words()
 * returns words only if the key's kind is LIST or STOPS. */
int64_t conf_number(const struct conf_section *section, enum conf_key key);
bool conf_bool(const struct conf_section *section, enum conf_key key);
const char *conf_text(const struct conf_section *section, enum conf_key key);
char *const *conf_words(const struct conf_section *section, enum conf_key key,
			size_t *ret_count);

/* ---- entries one by one ---- */

/* Iterates over the entries of a key, those of [defaults] first. Call conf_entries_begin(),
 * then conf_entries_next() until it returns 0 or an error. Skips entries that expand to
 * nothing. */
struct conf_entry_iter {
	/* `current` is the section being read: [defaults], then `section` itself. */
	const struct conf_section *section, *current;
	enum conf_key key;
	const void *entry;
	bool done;
};
struct conf_entry_iter conf_entries_begin(const struct conf_section *section,
					  enum conf_key key);
/* Writes the next entry into *ret and returns 1, or returns 0 at the end. `lookup` may be
 * NULL if the key is not dynamic. Errors and *err are those of conf_expand_value(); do not
 * continue after an error. */
int conf_entries_next(struct conf_entry_iter *iter, const struct conf_lookup *lookup,
		      struct conf_scratch *scratch, struct conf_value *ret,
		      struct text *err);

/* Makes an argv from the words. Skips the first `skip` bytes of the first word: 5 for the
 * "exec:" of exec:COMMAND. The array is NULL-terminated and in the scratch, or a constant
 * if `count` is 0; the words are not copied. Returns NULL if the scratch is full. */
char *const *conf_argv(char *const *words, size_t count, size_t skip,
		       struct conf_scratch *scratch);

/* One command of pre-start, pre-stop, post-stop or reload. */
struct conf_command {
	char *const *argv; /* NULL-terminated, without the + and - prefixes */
	size_t argc;
	bool privileged;     /* + prefix: run with ctinit's ids */
	bool ignore_failure; /* - prefix: ignore a failure */
};
/* Gets the next command of such a key. Returns what conf_entries_next() returns. */
int conf_next_command(struct conf_entry_iter *iter, const struct conf_lookup *lookup,
		      struct conf_scratch *scratch, struct conf_command *ret,
		      struct text *err);
/* Iterates over the conditions of `when`. Initialize it with { .iter =
 * conf_entries_begin(section, CONF_SERVICE_WHEN) }. */
struct conf_when_walk {
	struct conf_entry_iter iter;
	char *const *words; /* the remaining conditions of the entry */
	size_t count;       /* the number of `words` */
};
/* Gets the next condition. Returns false at the end. The service runs only if all
 * conditions hold. */
bool conf_when(struct conf_when_walk *walk, struct conf_when *ret);
/* Returns where the last entry of the key was set: "svc.ini:7" or "--set". Returns "" for a
 * default, and for a key that ctinit set for a command line. The text is valid until the
 * next call for the same configuration. */
const char *conf_origin(const struct conf_section *section, enum conf_key key);

#endif
