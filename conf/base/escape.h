/* conf/base/escape.h - makes text from files and images harmless for a terminal.
 *
 * Layer: conf/base. Pure: no system call, no memory of its own. */
#ifndef CONF_BASE_ESCAPE_H
#define CONF_BASE_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>

/* Copies `len` bytes of `text` into out[size], always with a NUL at the end, and returns
 * the length without the NUL. Control characters (C0, DEL and C1) and bytes that are not
 * UTF-8 become \xNN. A text that does not fit is cut between two characters and ends in
 * "...". `size` must be at least 8. */
size_t escape_text(char *out, size_t size, const char *text, size_t len);

/* Copies a line into `out`, escaped in the same way except that tabs are kept, and returns
 * the length. `out` needs 4 * len bytes and gets no NUL. */
size_t escape_line(char *out, const char *text, size_t len);

/* Replaces C0 characters and DEL in place by '?'. */
void escape_controls(char *text);

/* Returns the length in bytes of the UTF-8 character at the beginning of `text`, or 0 if
 * it is not well formed. Overlong forms, surrogates and values beyond U+10FFFF are not
 * (RFC 3629). `len`, the number of bytes in the text, must be at least 1. */
size_t utf8_character(const char *text, size_t len);
/* Returns 1 if the character of `n` bytes is a control character: C0, DEL or C1 (U+0080 to
 * U+009F). */
int utf8_is_control(const char *text, size_t n);
/* Returns true if the whole text is well-formed UTF-8. */
bool utf8_is_valid(const char *text, size_t len);

/* Copies the text, up to `len` bytes or a NUL, into buf[size] for a message and returns
 * buf. C0 characters, DEL and bytes that are not UTF-8 become '?'. If a character would
 * begin in the last 7 bytes of buf, "..." replaces it and the rest, even if they would fit.
 * `size` must be at least 8. */
const char *printable_text(const char *text, size_t len, char *buf, size_t size);

#endif
