/* conf/lang/reader.h - the reader in front of inih: sections, keys and folded values.
 *
 * Layer:   conf/lang. Reads one FILE, keeps one value at a time.
 * Errors:  on_error() with the line; reading continues after it.
 * Memory:  two buffers that grow to the longest value; freed before it returns.
 * Source:  docs/svc.ini.5.scd; inih's README.
 *
 * inih cuts long lines and section names, strips " ;", knows no line numbers and no empty
 * sections, and its builds differ. So inih only gets lines that every build reads in the
 * same way, "key = INDEX", and each value stays here as a whole. */
#ifndef CONF_LANG_READER_H
#define CONF_LANG_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* The kernel accepts no longer word of a program: MAX_ARG_STRLEN, 128 KiB (execve(2)). */
#define READER_VALUE_MAX ((size_t)256 * 1024)
#define READER_NAME_MAX  64
#define READER_FILE_MAX  ((size_t)64 * 1024 * 1024)

struct reader_handlers {
	/* `name` is the text between [ and ], at most READER_NAME_MAX bytes; "" for a bad
	 * section. */
	void (*on_section)(void *context, int line, const char *name);
	/* `key` is [A-Za-z0-9_-]+. `value` is trimmed, folded and UTF-8, without control
	 * characters except tabs. Both live until this returns. */
	void (*on_value)(void *context, int line, const char *key, const char *value,
			 size_t len);
	/* Returns true if `name` is a key of the section that is open. */
	bool (*is_key)(void *context, const char *name);
	void (*on_error)(void *context, int line, const char *text);
	/* A comment line, from # or ;. Comments after a value come before the value does.
	 * NULL: not wanted. */
	void (*on_comment)(void *context, const char *text);
	void *context;
	size_t value_max, file_max; /* 0: the limits above */
};

/* Returns 0, the negative errno of reading, or -ENOMEM. */
int reader_read(FILE *file, const struct reader_handlers *handlers);

#endif
