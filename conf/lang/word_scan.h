/* conf/lang/word_scan.h - the state of one split into words, and its output.
 *
 * Layer:  conf/lang; for words.c and unquote.c only.
 * Errors: the first one stays in `error`, its text in words->err.
 * Memory: texts grow from the front of the scratch, pointers to them from its back. */
#ifndef CONF_LANG_WORD_SCAN_H
#define CONF_LANG_WORD_SCAN_H

#include "conf/lang/words.h"

struct word_scan {
	struct words *words;
	const char *pos, *end;
	size_t front, back; /* offsets into the scratch; back is a multiple of a pointer */
	size_t word_from;
	unsigned depth;    /* of ${} */
	unsigned skipping; /* inside a branch that is not taken */
	bool no_expand;    /* this is the value of $X */
	bool open;         /* a part of a word was seen */
	bool quoted;       /* quotes were seen: the word counts even if it is empty */
	int error;
};

void scan_fail(struct word_scan *s, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* -ENOSPC: the scratch is full. */
void scan_full(struct word_scan *s);
/* A quote or a ${ that begins at `from` is not closed. */
void scan_not_closed(struct word_scan *s, const char *opening, const char *from,
		     const char *more);

void scan_put(struct word_scan *s, char c);
void scan_put_all(struct word_scan *s, const char *text, size_t len);
void scan_end_word(struct word_scan *s);
/* Moves the pointers behind the texts, in the order of the words. 0 or -ENOSPC. */
int scan_finish(struct word_scan *s);

#endif
