/* init/single/strings.h - strings without libc. */
#ifndef INIT_SINGLE_STRINGS_H
#define INIT_SINGLE_STRINGS_H

#include <stdbool.h>
#include <stddef.h>

bool string_equal(const char *a, const char *b);
size_t string_length(const char *text);

/* Returns the rest of `text` behind `prefix`; NULL if it does not begin with it. */
const char *string_after(const char *text, const char *prefix);

/* One line, which is cut off if it is too long. */
struct message_buffer {
	size_t length;
	char text[400];
};
void line_append(struct message_buffer *line, const char *text);
/* For untrusted text: control characters are escaped as \xNN. */
void line_append_escaped(struct message_buffer *line, const char *text);
void line_append_number(struct message_buffer *line, long number);

/* Returns the reason for the negative result of a system call; "error 123", in buf, if
 * it is no errno of starting a program. */
const char *errno_text(long result, char buf[16]);

#endif
