/* conf/lang/word_scan.h - keeps the state of one split into words, and stores the words.
 *
 * Private to the room, for words.c and unquote.c only. Pure.
 * Errors: the first one stays in `error`, its text in words->err.
 * Memory: the texts of the words grow from the front of the scratch, the pointers to
 *         them from its back. */
#ifndef CONF_LANG_WORD_SCAN_H
#define CONF_LANG_WORD_SCAN_H

#include "conf/lang/words.h"

struct word_scan {
	struct words *words;
	const char *pos, *end;
	/* Offsets into the scratch: the end of the texts, and the first of the pointers,
	 * which is aligned for a pointer. */
	size_t front, back;
	size_t word_from;  /* the offset at which the current word begins */
	unsigned depth;    /* how many ${} are open */
	unsigned skipping; /* more than 0: in the part of a ${} that is not used */
	bool no_expand;    /* this is the value of $X, in which nothing is expanded */
	bool open;         /* a part of the current word was seen */
	bool quoted;       /* it had quotes, so it counts even if it is empty */
	int error;         /* the first error, -EINVAL or -ENOSPC; 0: none */
};

/* Sets the error -EINVAL with this text, unless there is an error already. */
void scan_fail(struct word_scan *s, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Sets the error -ENOSPC, unless there is an error already. */
void scan_full(struct word_scan *s);
/* Fails because the quote or ${ (`opening`) at `from` is not closed. `more` follows in the
 * message. */
void scan_not_closed(struct word_scan *s, const char *opening, const char *from,
		     const char *more);

/* Append to the current word, unless the text is skipped. */
void scan_put(struct word_scan *s, char c);
void scan_put_all(struct word_scan *s, const char *text, size_t len);
/* Ends the current word, if there is one. */
void scan_end_word(struct word_scan *s);
/* Moves the pointers behind the texts, in the order of the words, and sets words->list and
 * scratch->used. Returns 0 or -ENOSPC. */
int scan_finish(struct word_scan *s);

#endif
