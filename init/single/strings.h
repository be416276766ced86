/* init/single/strings.h - compares and builds strings without libc.
 *
 * Private to init/single. */
#ifndef INIT_SINGLE_STRINGS_H
#define INIT_SINGLE_STRINGS_H

#include <stdbool.h>
#include <stddef.h>

bool string_equal(const char *a, const char *b);
size_t string_length(const char *text);

/* Returns the rest of `text` after `prefix`, or NULL if `text` does not begin with it. */
const char *string_after(const char *text, const char *prefix);

/* One line. Longer text is cut off. Not NUL-terminated. */
struct message_buffer {
	size_t length;
	char text[400];
};
void line_append(struct message_buffer *line, const char *text);
/* Escapes control characters as \xNN, for untrusted text. */
void line_append_escaped(struct message_buffer *line, const char *text);
void line_append_number(struct message_buffer *line, long number);

/* Returns the strerror(3) text of a negative errno. For an unknown errno writes "error 123"
 * to buf[] and returns it. */
const char *errno_text(long result, char buf[16]);

#endif
