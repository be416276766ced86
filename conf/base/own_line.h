/* conf/base/own_line.h - the lines that ctinit itself writes among those of the services.
 *
 * Layer:   conf/base, pure but for the clock. No memory of its own, except that of timestamp.h.
 * Promise: a line always ends in a newline and never exceeds the size that was given.
 * Source:  docs/logs.md. */
#ifndef CONF_BASE_OWN_LINE_H
#define CONF_BASE_OWN_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A line holds at most this many bytes of text; a longer text is cut. */
#define OWN_TEXT_MAX 2000
/* Enough for any line. Below PIPE_BUF, so that a pipe takes it whole or not at all. */
#define OWN_LINE_MAX 4000

enum own_shape {
	OWN_EARLY,  /* "ctinit: text": before services run, and for one command */
	OWN_PREFIX, /* "ctinit | text" */
	OWN_JSON    /* an object like that of a service's line, with a level */
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
	uint64_t now; /* timestamp_now() */
	const char *text;
	size_t len; /* of the text */
};

/* Writes one line with its newline into out[size] and returns its length. Control
 * characters of `text` are escaped. `size` is at least 256. */
size_t own_line(char *out, size_t size, const struct own_style *style,
		const struct own_line_info *info);

/* Returns true if the environment (NULL-terminated) allows colours: not with NO_COLOR set
 * to a value (https://no-color.org), nor with TERM=dumb. */
bool own_colours_allowed(char *const *environment);

#endif
