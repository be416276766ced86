/* conf/lang/words.h - splits a value into words: quoting as in a POSIX shell, and ${}.
 *
 * Layer:   conf/lang. Pure: no system call, no memory of its own. The same code runs at load
 *          and at each start of a service.
 * Errors:  words_split() returns 0; -EINVAL with the reason in *err; -ENOSPC when the
 *          scratch is full.
 * Source:  POSIX.1-2024, Shell & Utilities 2.2 (quoting; $'...' is 2.2.4), 2.6.2 (${}).
 *
 * '...' is literal. In "..." ${} and $$ are expanded, and a backslash escapes " \ $. $'...'
 * knows \n \t \r \e \a \b \f \v \\ \' \" \xHH, so that any byte but NUL can be written.
 * An unquoted ${X} is one word, however many blanks X holds, and no word if X is empty. $X as
 * a whole word is the value of X, split with the same quoting and never expanded again. */
#ifndef CONF_LANG_WORDS_H
#define CONF_LANG_WORDS_H

#include "conf/base/text.h"
#include "conf/lang/expansion.h"

#include <stdbool.h>
#include <stddef.h>

#define WORDS_DEPTH_MAX 8 /* ${a:-${b:-...}} */

struct words {
	/* In. lookup NULL: expansions are only checked, and is_dynamic is set; the words
	 * must not be used then. */
	const struct conf_lookup *lookup;
	struct conf_scratch *scratch;
	struct text *err; /* the error, or a warning if 0 is returned; "" otherwise */
	/* Out. */
	char **list; /* NULL-terminated, in the scratch */
	size_t count;
	bool is_dynamic;  /* an expansion was found */
	bool comment;     /* a word begins with an unquoted ; or # */
	bool shell;       /* an unquoted word is a shell operator: && | > and so on */
	bool typographic; /* an unquoted typographic quote, dash or blank was found */
};

int words_split(struct words *words, const char *text, size_t len);

#endif
