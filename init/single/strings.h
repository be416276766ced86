/* init/single/strings.h - strings without libc: compare, and build one line. Pure. */
#ifndef INIT_SINGLE_STRINGS_H
#define INIT_SINGLE_STRINGS_H

#include <stdbool.h>
#include <stddef.h>

bool text_equal(const char *a, const char *b);
size_t text_length(const char *text);

/* What follows `prefix` in `text`; NULL when it does not start so. */
const char *text_after(const char *text, const char *prefix);

/* One line, cut at its size, never overrun. */
struct line {
	size_t length;
	char text[400];
};
void line_add(struct line *line, const char *text);
/* The same for text from outside: control characters are escaped as \xNN. */
void line_add_shown(struct line *line, const char *text);
void line_add_number(struct line *line, long number);

/* What the negative result of a system call means; "error 123" into buf when the errno is
 * not one that starting a program gives. */
const char *text_reason(long result, char buf[16]);

#endif
