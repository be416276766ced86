/* conf/lang/words.h - splits a value into words, with POSIX quoting and ${}.
 *
 * Layer:   conf/lang. Pure: no system calls, no allocation. The same code runs at load
 *          and at each start of a service.
 * Source:  POSIX.1-2024, Shell & Utilities 2.2 (quoting; $'...' is 2.2.4), 2.6.2 (${}).
 *
 * Nothing is special in '...'. In "..." ${} and $$ are expanded, and a backslash escapes "
 * \ $. $'...' knows \n \t \r \e \a \b \f \v \\ \' \" \xHH, so that any byte but NUL can be
 * written. An unquoted ${X} is one word even if X contains blanks, and no word if X is
 * empty. $X as a whole word is the value of X, split with the same quoting and not expanded
 * again. */
#ifndef CONF_LANG_WORDS_H
#define CONF_LANG_WORDS_H

#include "conf/base/text.h"
#include "conf/lang/expansion.h"

#include <stdbool.h>
#include <stddef.h>

#define WORDS_DEPTH_MAX 8 /* nested ${}, as in ${a:-${b:-...}} */

struct words {
	/* Set by the caller. If `lookup` is NULL, expansions are only checked: the words
	 * are then of no use if is_dynamic is set. */
	const struct conf_lookup *lookup;
	struct conf_scratch *scratch;
	struct text *err; /* the error; a warning if 0 is returned; or "" */
	/* Set by words_split(). */
	char **list; /* NULL-terminated, in the scratch */
	size_t count;
	bool is_dynamic;  /* the text has an expansion */
	bool comment;     /* a word begins with an unquoted ; or # */
	bool shell;       /* an unquoted word is a shell operator: && | > and so on */
	bool typographic; /* the text has an unquoted typographic quote, dash or blank */
};

/* Splits `len` bytes of text. Puts the words behind the used part of the scratch and raises
 * scratch->used. Returns 0, -EINVAL with the reason in *err, or -ENOSPC if the scratch is
 * full; scratch->used is unchanged after an error. */
int words_split(struct words *words, const char *text, size_t len);

#endif
