/* init/single/strings.h - strings without libc. */
#ifndef INIT_SINGLE_STRINGS_H
#define INIT_SINGLE_STRINGS_H

#include <stdbool.h>
#include <stddef.h>

bool string_equal(const char *a, const char *b);
size_t string_length(const char *text);

/* What follows `prefix` in `text`; NULL when it does not start so. */
const char *string_after(const char *text, const char *prefix);

/* One line, cut at its size, never overrun. */
struct line_buffer {
	size_t length;
	char text[400];
};
void line_append(struct line_buffer *line, const char *text);
/* The same for text from outside: control characters are escaped as \xNN. */
void line_append_escaped(struct line_buffer *line, const char *text);
void line_append_number(struct line_buffer *line, long number);

/* What the negative result of a system call means; "error 123" into buf when the errno is
 * not one that starting a program gives. */
const char *errno_text(long result, char buf[16]);

#endif
