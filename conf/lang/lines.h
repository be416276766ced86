/* conf/lang/lines.h - reads the lines of a file, limits their length, and separates
 * comments.
 *
 * Layer:   conf/lang. Reads one FILE.
 * Errors:  calls on_error() for a line that is too long and returns it as an empty line.
 *          Calls on_error() and stops reading at a line with a NUL byte, and if the file is
 *          too large. If a read fails or memory runs out, stops reading and sets `error` to
 *          the negative errno, without on_error().
 * Memory:  one buffer that grows to the longest line; lines_done() frees it. */
#ifndef CONF_LANG_LINES_H
#define CONF_LANG_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* A growing text. The caller frees `text`. */
struct text_buffer {
	char *text;  /* NUL-terminated; NULL until the first append */
	size_t len;  /* length of the text without the NUL */
	size_t size; /* allocated bytes */
};

struct lines {
	FILE *file;
	void (*on_error)(void *context, int line, const char *text);
	void (*on_comment)(void *context, const char *text); /* NULL if not needed */
	void *context;
	size_t line_max, file_max; /* bytes; a file of file_max bytes is too large */
	struct text_buffer line;   /* the last line, without its newline */
	int number;                /* number of this line; starts at 1 */
	bool pending;              /* lines_next() returns this line again */
	bool ended;                /* do not read any more lines */
	size_t bytes_read;
	int error;
};

/* Returns the next line that is not a comment, without leading blanks. Passes comments to
 * on_comment(). Returns the same line again until the caller clears `pending`. Returns NULL
 * at the end and after an error that stops reading. */
const char *lines_next(struct lines *lines);
/* Frees the buffer, but does not close `file`. */
void lines_done(struct lines *lines);

/* Appends `len` bytes and a NUL. If memory runs out, changes nothing and returns false. */
bool text_buffer_append(struct text_buffer *buffer, const char *text, size_t len);
bool line_is_blank(char c); /* a space or a tab */
/* Returns the length of the text without trailing blanks. A blank after a backslash is
 * escaped and kept. */
size_t line_trimmed(const char *text, size_t len);

#endif
