/* conf/base/escape.h - text from files and images made harmless for a terminal.
 *
 * Layer: conf/base, pure. No system call, no memory. */
#ifndef CONF_BASE_ESCAPE_H
#define CONF_BASE_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>

/* Copies `len` bytes of `text` into out[size] and returns the length. Control characters
 * (C0, DEL and the C1 ones of UTF-8) and bytes that are not UTF-8 become \xNN. A text that
 * does not fit ends in "...", never inside a character or an escape. The result is always
 * NUL-terminated; `size` is at least 8. */
size_t escape_text(char *out, size_t size, const char *text, size_t len);

/* The same for a whole line, but a tab is copied and nothing is cut. `out` needs 4 * len
 * bytes and is not NUL-terminated. */
size_t escape_line(char *out, const char *text, size_t len);

/* Replaces C0 characters and DEL in place by '?'. */
void escape_controls(char *text);

/* Returns the length in bytes of the well-formed UTF-8 character at `text`, or 0. Overlong
 * forms, surrogates and values beyond U+10FFFF are refused (RFC 3629). */
size_t utf8_character(const char *text, size_t len);
/* Returns 1 if that character of `n` bytes is one of C0, DEL or C1 (U+0080 to U+009F). */
int utf8_is_control(const char *text, size_t n);
/* Returns true if the whole text is well-formed UTF-8. */
bool utf8_is_valid(const char *text, size_t len);

/* Copies the text up to `len` bytes or a NUL into buf[size] for a message and returns buf:
 * C0 characters, DEL and bytes that are not UTF-8 become '?', a long text ends in "...". */
const char *printable_text(const char *text, size_t len, char *buf, size_t size);

#endif
