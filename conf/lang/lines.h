/* conf/lang/lines.h - reads the physical lines of a file, counts and limits them, and
 * takes out comments.
 *
 * Layer:   conf/lang. Reads one FILE.
 * Errors:  on_error() gets the fault of a line. `error` is the negative errno that ended
 *          the reading, or 0.
 * Memory:  one buffer that grows to the longest line; lines_done() frees it. */
#ifndef CONF_LANG_LINES_H
#define CONF_LANG_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* A text that grows. The caller frees `text`. */
struct text_buffer {
	char *text;  /* NUL-terminated; NULL: nothing was appended yet */
	size_t len;  /* bytes of text, without the NUL */
	size_t size; /* bytes that are allocated */
};

struct lines {
	FILE *file;
	void (*on_error)(void *context, int line, const char *text);
	void (*on_comment)(void *context, const char *text); /* NULL: not wanted */
	void *context;
	size_t line_max, file_max; /* bytes */
	struct text_buffer line;   /* the line that was read last, without its end */
	int number;                /* of this line, from 1 */
	bool pending;              /* lines_next() returns this line again */
	bool ended;                /* no more lines are read */
	size_t bytes_read;
	int error;
};

/* Returns the next line that is not a comment, without the blanks at its front, or NULL
 * at the end. Comments go to on_comment(). It returns the same line again until the
 * caller clears `pending`. */
const char *lines_next(struct lines *lines);
void lines_done(struct lines *lines); /* frees the buffer */

/* Appends `len` bytes and a NUL. Returns false without memory. */
bool text_buffer_append(struct text_buffer *buffer, const char *text, size_t len);
bool line_is_blank(char c); /* a space or a tab */
/* Returns the length of the text without the blanks at its end. A blank that a backslash
 * escapes stays. */
size_t line_trimmed(const char *text, size_t len);

#endif
