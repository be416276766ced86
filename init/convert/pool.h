/* init/convert/pool.h - memory and texts of a conversion, which live until its end.
 *
 * Layer:  init/convert, the lowest file.
 * Errors: out of memory ends the process with 125: nothing has been written by then.
 * Memory: everything belongs to the pool; pool_free_all() is for fuzzers and unit tests. */
#ifndef INIT_CONVERT_POOL_H
#define INIT_CONVERT_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Returns zeroed memory. Never returns NULL. */
void *pool_alloc(size_t size);
/* Copies `len` bytes and adds a NUL. */
char *pool_copy(const char *text, size_t len);
char *pool_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
void pool_free_all(void);

/* A growing list of texts. `list` is NULL-terminated once it has an element. */
struct strings {
	char **list;
	size_t count, size;
};
void strings_add(struct strings *strings, const char *text);
bool strings_have(const struct strings *strings, const char *text);
/* Sorts in byte order. */
void strings_sort(struct strings *strings);

/* A text that grows by one byte or one text at a time. */
struct grow {
	char *text;
	size_t len, size;
};
void grow_byte(struct grow *grow, char c);
void grow_text(struct grow *grow, const char *text);
/* Returns the text, "" if it is empty, and makes `grow` empty. */
char *grow_take(struct grow *grow);

/* Returns the text without blanks and newlines at both ends. */
char *pool_trim(const char *text);
/* Splits at blanks and at the characters of `separators`. Omits empty words. */
struct strings split_at(const char *text, const char *separators);
bool text_ends_with(const char *text, const char *end);
bool text_begins_with(const char *text, const char *begin);
/* Returns the text after the last slash. */
const char *path_name(const char *path);
/* Returns the part of the path before the last slash, "." or "/" if there is none. */
const char *path_folder(const char *path);

#endif
