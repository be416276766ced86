/* conf/lang/words.h - a value to words: quoting as a POSIX shell's, and ${}.
 *
 * Layer:   conf. Pure: no system call, no memory of its own. The same code runs at load
 *          and at each start of a service.
 * Errors:  words_split: 0; -EINVAL with the reason in why; -ENOSPC: the scratch is full.
 * Source:  POSIX.1-2024, Shell & Utilities 2.2 (quoting; $'...' is 2.2.4), 2.6.2 (${}).
 *
 * '...' is literal. "..." takes ${} and $$; backslash escapes " \ $ there. $'...' knows
 * \n \t \r \e \a \b \f \v \\ \' \" \xHH, so that any byte but NUL can be written.
 * A bare ${X} is one word whatever X holds, and none when that is empty. $X as a whole
 * word is X's value, split with the same quoting, never expanded again. */
#ifndef CONF_LANG_WORDS_H
#define CONF_LANG_WORDS_H

#include "conf/base/text.h"
#include "conf/lang/scratch.h"

#include <stdbool.h>
#include <stddef.h>

#define WORDS_DEPTH_MAX 8 /* ${a:-${b:-...}} */

struct words {
	/* In. lookup NULL: expansions are checked and noted in `dynamic`; the words are
	 * then not to be used. */
	const struct conf_lookup *lookup;
	struct conf_scratch *scratch;
	struct text *err; /* the error, or with 0 a warning; "" otherwise */
	/* Out. */
	char **at; /* NULL-terminated, in the scratch */
	size_t count;
	bool is_dynamic;  /* there is an expansion */
	bool comment;     /* a word begins with a bare ; or # */
	bool shell;       /* a bare word is a shell's: && | > and so on */
	bool typographic; /* a bare typographic quote, dash or blank */
};

int words_split(struct words *words, const char *text, size_t len);

#endif
