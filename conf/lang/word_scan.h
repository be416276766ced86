/* conf/lang/word_scan.h - keeps the state of words_split() and stores the words.
 *
 * Private to conf/lang, for words.c and unquote.c only. Pure.
 * Errors: the first one stays in `error`, its text in words->err.
 * Memory: the texts of the words fill the scratch from its start, the pointers to them
 *         from its end. */
#ifndef CONF_LANG_WORD_SCAN_H
#define CONF_LANG_WORD_SCAN_H

#include "conf/lang/words.h"

struct word_scan {
	struct words *words;
	const char *pos, *end;
	/* Offsets into the scratch: the end of the texts, and the first pointer, which is
	 * aligned. */
	size_t front, back;
	size_t word_from;  /* the offset of the current word */
	unsigned depth;    /* the number of ${ that are not closed yet */
	unsigned skipping; /* greater than 0 in a part of a ${} that is not used */
	bool no_expand;    /* inside the value of $X, which is not expanded again */
	bool open;         /* the current word has begun */
	bool quoted;       /* the word had quotes, so it counts even if empty */
	int error;         /* -EINVAL or -ENOSPC, the first error; 0 if none */
};

/* Sets the error -EINVAL with this text. Keeps an earlier error. */
void scan_fail(struct word_scan *s, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Sets the error -ENOSPC. Keeps an earlier error. */
void scan_full(struct word_scan *s);
/* Fails because the quote or ${ (`opening`) at `from` is not closed. Appends `more` to the
 * message. */
void scan_not_closed(struct word_scan *s, const char *opening, const char *from,
		     const char *more);

/* Append to the current word, unless `skipping`. If the scratch is full, call
 * scan_full(). */
void scan_put(struct word_scan *s, char c);
void scan_put_all(struct word_scan *s, const char *text, size_t len);
/* Ends the current word, if there is one. */
void scan_end_word(struct word_scan *s);
/* Moves the pointers to the end of the texts, in word order, and sets words->list and
 * scratch->used. Returns 0 or -ENOSPC. Call it only if there is no error. */
int scan_finish(struct word_scan *s);

#endif
