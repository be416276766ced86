/* conf/base/own_line.h - formats the lines that ctinit itself writes among the lines of
 * the services.
 *
 * Layer:   conf/base. No system call, except that the first local time reads the time
 *          zone (tzset(3)).
 * Promise: a line always ends in a newline and never exceeds the size that was given.
 * Memory:  static buffers, here and in timestamp.c, so only one thread may call it.
 * Source:  docs/logs.md. */
#ifndef CONF_BASE_OWN_LINE_H
#define CONF_BASE_OWN_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The most bytes of text in a line, counted after escaping, in JSON before it. A longer
 * text is cut. */
#define OWN_TEXT_MAX 2000
/* The size of a buffer for one line. The text of a longer line is cut. It is less than
 * PIPE_BUF, so that a pipe takes the whole line or nothing (pipe(7)). */
#define OWN_LINE_MAX 4000

enum own_shape {
	OWN_EARLY,  /* "ctinit: text", before services run and for a single command */
	OWN_PREFIX, /* "ctinit | text" */
	OWN_JSON    /* a JSON object like that of a service's line, with a level added */
};

enum own_level { OWN_ERROR, OWN_WARNING, OWN_INFO, OWN_DEBUG };

struct own_style {
	uint8_t shape; /* enum own_shape */
	uint8_t time;  /* enum timestamp_zone */
};

struct own_line_info {
	enum own_level level;
	bool colour;        /* the reader is a terminal that shows colours */
	const char *stream; /* "stdout", "stderr" */
	long pid;
	uint64_t now; /* the time of timestamp_now(), in microseconds */
	const char *text;
	size_t len; /* bytes in `text` */
};

/* Writes one line with its newline, but without a NUL, into out[size] and returns its
 * length. Control characters of `text`, and bytes that are not UTF-8, are escaped. `size`
 * is at least 256. */
size_t own_line(char *out, size_t size, const struct own_style *style,
		const struct own_line_info *info);

/* Returns true if the environment (NULL-terminated) allows colours. NO_COLOR with a value
 * (https://no-color.org) and TERM=dumb forbid them. */
bool own_colours_allowed(char *const *environment);

#endif
