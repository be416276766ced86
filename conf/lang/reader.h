/* conf/lang/reader.h - reads sections, keys and folded values, through inih.
 *
 * Layer:   conf/lang. Reads one FILE and keeps one value at a time.
 * Errors:  calls on_error() with the line and a message. Reading continues after a bad
 *          line, but ends at a NUL byte, if the file is too large, and if it looks like
 *          YAML or a Procfile. A failed read and a lack of memory are results of
 *          reader_read() only.
 * Memory:  one buffer for a line and one for a value, which grow to the longest and are
 *          freed before reader_read() returns.
 * Source:  docs/svc.ini.5.scd; inih's README.
 *
 * inih cuts long lines and section names, strips comments after " ;", skips empty sections,
 * and does not always report a line number. Its builds differ. So this reader parses the
 * file and stores the values. inih gets only lines that every build reads in the same way:
 * "key = INDEX". */
#ifndef CONF_LANG_READER_H
#define CONF_LANG_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Bytes. The kernel accepts arguments of up to 128 KiB (MAX_ARG_STRLEN, execve(2)), and a
 * value may have several words. */
#define READER_VALUE_MAX ((size_t)256 * 1024)
#define READER_NAME_MAX  64 /* maximum length of a key or a section title */
#define READER_FILE_MAX  ((size_t)64 * 1024 * 1024)

struct reader_handlers {
	/* `name` is the text between [ and ], at most READER_NAME_MAX bytes. It is "" if
	 * the section is malformed, which was already reported to on_error(). */
	void (*on_section)(void *context, int line, const char *name);
	/* `key` has letters, digits, _ and -. `value` is one trimmed line of UTF-8 without
	 * control characters except tabs. Both are valid until on_value() returns. */
	void (*on_value)(void *context, int line, const char *key, const char *value,
			 size_t len);
	/* Returns true if `name` is a key of the current section. */
	bool (*is_key)(void *context, const char *name);
	void (*on_error)(void *context, int line, const char *text);
	/* Gets a comment line with its # or ;. Comments directly after a value are reported
	 * before on_value(), because the value may continue after them. May be NULL. */
	void (*on_comment)(void *context, const char *text);
	void *context;
	size_t value_max, file_max; /* bytes; 0 for the limits above */
};

/* Reads the file and calls the handlers. Returns 0, -ENOMEM, or the negative errno of a
 * failed read. Syntax errors go to on_error() and do not change the result. Does not close
 * the file. */
int reader_read(FILE *file, const struct reader_handlers *handlers);

#endif
