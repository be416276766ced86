/* conf/lang/lines.h - the physical lines of a file, counted and limited, without comments.
 *
 * Layer:   conf/lang. Reads one FILE.
 * Errors:  on_error() for a line; `error` is the negative errno that ended the reading.
 * Memory:  one buffer that grows to the longest line; lines_done() frees it. */
#ifndef CONF_LANG_LINES_H
#define CONF_LANG_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct text_buffer {
	char *text; /* NUL-terminated */
	size_t len, size;
};

struct lines {
	FILE *file;
	void (*on_error)(void *context, int line, const char *text);
	void (*on_comment)(void *context, const char *text); /* NULL: not wanted */
	void *context;
	size_t line_max, file_max;
	struct text_buffer line; /* the line that was read last, without its end */
	int number;              /* of that line, from 1 */
	bool pending;            /* the line was read but not used yet */
	bool ended;
	size_t bytes_read;
	int error;
};

/* Returns the first byte of the next line that is not a blank, or NULL at the end. Comment
 * lines go to on_comment(). Returns the same line until the caller clears `pending`. */
const char *lines_next(struct lines *lines);
void lines_done(struct lines *lines);

/* Appends; the text stays NUL-terminated. Returns false without memory. */
bool text_buffer_append(struct text_buffer *buffer, const char *text, size_t len);
bool line_is_blank(char c);
/* Returns the length without the blanks at the end, but keeps one that a backslash escapes. */
size_t line_trimmed(const char *text, size_t len);

#endif
