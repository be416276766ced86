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

/* One line. A longer text is cut off. It is not NUL-terminated. */
struct message_buffer {
	size_t length;
	char text[400];
};
void line_append(struct message_buffer *line, const char *text);
/* Escapes control characters as \xNN, for text that is not trusted. */
void line_append_escaped(struct message_buffer *line, const char *text);
void line_append_number(struct message_buffer *line, long number);

/* Returns the text of a negative errno, in the words of strerror(3). For an errno that is
 * not in our table, writes "error 123" to buf[] and returns it. */
const char *errno_text(long result, char buf[16]);

#endif
