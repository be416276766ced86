/* conf/lang/reader.h - the reader in front of inih: lines counted, folded, judged.
 *
 * Layer:   conf. Reads one FILE, keeps one value at a time.
 * Errors:  through on_error, each with its line; reading goes on behind it.
 * Memory:  three buffers that grow to the longest value; given back before it returns.
 * Source:  docs/svc.ini.5.scd; inih's README.
 *
 * inih cuts long lines and section names, strips " ;", knows no line numbers and no empty
 * sections, and its builds differ. So it is handed lines of a shape that every build
 * reads in the same way, "[s]" and "key = INDEX", and each value stays here, whole. */
#ifndef CONF_LANG_READER_H
#define CONF_LANG_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* A longer value could not be given to a program anyway: execve(2), MAX_ARG_STRLEN is
 * 128 KiB a word. */
#define READER_VALUE_MAX ((size_t)256 * 1024)
#define READER_NAME_MAX  64
#define READER_FILE_MAX  ((size_t)64 * 1024 * 1024)

struct reader_handlers {
	/* What stands between [ and ], at most READER_NAME_MAX bytes, NUL-terminated. */
	void (*on_section)(void *context, int line, const char *name);
	/* `key` is [A-Za-z0-9_-]+; `value` is trimmed and folded, without control
	 * characters but tabs, UTF-8. Both live until it returns. */
	void (*on_value)(void *context, int line, const char *key, const char *value,
			 size_t len);
	/* Is `name` a key of the section that is open? */
	bool (*is_key)(void *context, const char *name);
	void (*on_error)(void *context, int line, const char *text);
	/* A comment line, from # or ; on; those behind a value come before the value does.
	 * NULL: not wanted. */
	void (*on_comment)(void *context, const char *text);
	void *context;
	size_t value_max, file_max; /* 0: the limits above */
};

/* 0; -errno of reading; -ENOMEM. */
int reader_read(FILE *file, const struct reader_handlers *handlers);

#endif
