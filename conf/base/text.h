/* conf/base/text.h - formats a message into the caller's buffer.
 *
 * Layer:   conf/base. Pure.
 * Errors:  only text_copy() can fail. The other functions cut a message that does not fit.
 * Memory:  the caller's buffer; a `struct text` only points to it. */
#ifndef CONF_BASE_TEXT_H
#define CONF_BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct text {
	char *buffer;
	size_t size; /* size of the buffer, including the NUL; at least 1 */
};

/* Makes a `struct text` from an array: f(..., &TEXT(message)). */
#define TEXT(array) ((struct text){ (array), sizeof(array) })

/* Replaces the text. */
void text_vset(struct text *t, const char *format, va_list args);
__attribute__((format(printf, 2, 3))) void text_set(struct text *t, const char *format,
						    ...);

/* Replaces the text and returns -EINVAL, so a function can `return text_fail(...)`. */
__attribute__((format(printf, 2, 3))) int text_fail(struct text *t, const char *format,
						    ...);

/* Appends to the text. */
__attribute__((format(printf, 2, 3))) void text_append(struct text *t, const char *format,
						       ...);

/* Replaces the text with `len` bytes and a NUL. If they do not fit, changes nothing and
 * returns false. */
bool text_copy(struct text *t, const char *from, size_t len);

void text_clear(struct text *t);
bool text_is_empty(const struct text *t);

#endif
