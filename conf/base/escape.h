/* conf/base/escape.h - escapes untrusted text for a terminal.
 *
 * Layer: conf/base. Pure: no system calls, no allocation. */
#ifndef CONF_BASE_ESCAPE_H
#define CONF_BASE_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>

/* Copies `len` bytes of `text` into out[size], adds a NUL, and returns the length without
 * the NUL. Control characters (C0, DEL and C1) and bytes that are not UTF-8 become \xNN.
 * Text that does not fit is cut between two characters and ends in "...". `size` must be at
 * least 8. */
size_t escape_text(char *out, size_t size, const char *text, size_t len);

/* Escapes a line as escape_text() does, but keeps tabs and cuts nothing. Returns the
 * length. `out` needs room for 4 * len bytes and gets no NUL. */
size_t escape_line(char *out, const char *text, size_t len);

/* Replaces each C0 character and DEL with '?', in place. */
void escape_controls(char *text);

/* Returns the length in bytes of the UTF-8 character at the start of `text`, or 0 if no
 * valid character starts there. Overlong forms, surrogates and values above U+10FFFF are
 * invalid (RFC 3629). `len`, the number of bytes in the text, must be at least 1. */
size_t utf8_character(const char *text, size_t len);
/* Returns 1 if `text`, a valid character of `n` bytes, is a control character: C0, DEL or
 * C1 (U+0080 to U+009F). Otherwise returns 0. */
int utf8_is_control(const char *text, size_t n);
/* Returns true if the whole text is valid UTF-8. */
bool utf8_is_valid(const char *text, size_t len);

/* Copies the text, up to `len` bytes or a NUL, into buf[size] and returns buf. C0
 * characters, DEL and each byte of invalid UTF-8 become '?'; C1 characters are kept. A text
 * that reaches the last 7 bytes of buf is cut there and ends in "...". `size` must be at
 * least 8. */
const char *printable_text(const char *text, size_t len, char *buf, size_t size);

#endif
