/* init/inside/escape.h - text from files and images made harmless for a terminal.
 *
 * Layer: init/inside, pure. No system call, no memory. */
#ifndef INIT_INSIDE_ESCAPE_H
#define INIT_INSIDE_ESCAPE_H

#include <stddef.h>

/* Copy `len` bytes of `text` into out[size], always NUL-terminated: control characters
 * (C0, DEL, the C1 ones of UTF-8) and bytes that are not UTF-8 become \xNN. What does not
 * fit is cut, never inside a character or an escape, and marked by "...". Returns the
 * length. `size` is at least 8. */
size_t escape_text(char *out, size_t size, const char *text, size_t len);

#endif
