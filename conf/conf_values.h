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
#include "conf/lang/keys.h"
#include "conf/lang/name_syntax.h"
#include "conf/lang/probe_syntax.h"
#include "conf/lang/scratch.h"
#include "conf/lang/value.h"
#include "conf/lang/word_syntax.h"

struct conf;
struct conf_section;

/* The shape of ctinit's own lines by [defaults] log-format and log-time: OWN_JSON or
 * OWN_PREFIX. ${} in them is expanded from `environment` (NULL-terminated; NULL: none). */
struct own_style conf_own_style(const struct conf *conf, char *const *environment);

/* Was it written (in the section or, for services, in [defaults])? */
bool conf_is_set(const struct conf_section *section, enum conf_key key);

/* Does the written value hold a start-time ${} or $X, so that conf_expand_value needs the
 * service's environment? false for load-time keys always. */
bool conf_is_dynamic(const struct conf_section *section, enum conf_key key);

/* The value of any key. `lookup` NULL: fine when !conf_is_dynamic. 0; -EINVAL with the
 * reason in *err ("svc.ini:7: [service:web] directory: HOME is not set: say where"),
 * -ENOSPC when the scratch is full (*err says so too). Warnings (an unset variable) go to
 * *err with 0 returned; *err is empty when all is well. List keys (*) give all words of
 * all entries: [defaults]' first, then the section's own. */
int conf_expand_value(const struct conf_section *section, enum conf_key key,
		      const struct conf_lookup *lookup, struct conf_scratch *scratch,
		      struct conf_value *ret, struct text *err);

/* Short forms for keys that are not dynamic (a dynamic one gives the default). No
 * scratch: words and texts were parsed at load and lie in the arena. */
int64_t conf_number(const struct conf_section *section, enum conf_key key);
bool conf_bool(const struct conf_section *section, enum conf_key key);
const char *conf_text(const struct conf_section *section, enum conf_key key);
char *const *conf_words(const struct conf_section *section, enum conf_key key,
			size_t *ret_count);

/* ---- entries one by one ---- */

/* Walks the entries of a key, [defaults]' first: each = conf_entries_begin(section, key), then
 * conf_entries_next() until it gives 0. Entries that expand to nothing are left out. */
struct conf_entry_iter {
	const struct conf_section *section, *now;
	enum conf_key key;
	const void *at;
	bool done;
};
struct conf_entry_iter conf_entries_begin(const struct conf_section *section,
					  enum conf_key key);
/* 1: *ret has the next entry's words; 0: no more; -EINVAL, -ENOSPC as conf_expand_value(). */
int conf_entries_next(struct conf_entry_iter *each, const struct conf_lookup *lookup,
		      struct conf_scratch *scratch, struct conf_value *ret,
		      struct text *err);

/* A copy of the array of words that leaves out the first `skip` bytes of the first word:
 * the argv of exec:COMMAND (skip 5). NULL: the scratch is full. */
char *const *conf_argv(char *const *words, size_t count, size_t skip,
		       struct conf_scratch *scratch);

/* pre-start, pre-stop, post-stop, reload: one command, as conf_entries_next() gives them. */
struct conf_command {
	char *const *argv; /* without the + and - in front */
	size_t argc;
	bool privileged;     /* +: with ctinit's ids, not the service's */
	bool ignore_failure; /* -: a failure is nothing */
};
int conf_next_command(struct conf_entry_iter *each, const struct conf_lookup *lookup,
		      struct conf_scratch *scratch, struct conf_command *ret,
		      struct text *err);
struct conf_when_walk {
	struct conf_entry_iter each;
	char *const *words;
	size_t count;
};
/* Gives the next condition. A walk begins as
 * { .each = conf_entries_begin(section, CONF_SERVICE_WHEN) }. */
bool conf_when(struct conf_when_walk *walk, struct conf_when *ret);
/* Where the last entry of the key was written: "svc.ini:7", "--set"; "" for a default.
 * Good until the next call. */
const char *conf_origin(const struct conf_section *section, enum conf_key key);

#endif
