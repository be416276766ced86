/* conf/base/own_line.h - formats the lines that ctinit itself writes among the lines of the
 * services.
 *
 * Layer:   conf/base. No system calls, except that the first local time reads the time
 *          zone (tzset(3)).
 * Memory:  static buffers, here and in timestamp.c, not thread-safe.
 * Source:  docs/logs.md. */
#ifndef CONF_BASE_OWN_LINE_H
#define CONF_BASE_OWN_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The maximum length of the text of a line, in bytes: of the escaped text, but for JSON of
 * the text before it is escaped. Longer text is cut. */
#define OWN_TEXT_MAX 2000
/* The size of a buffer for a text. It is more than OWN_TEXT_MAX, so that a text that the
 * buffer has cut is still too long for own_line(), which cuts it between two characters. */
#define OWN_TEXT_SIZE (OWN_TEXT_MAX + 8)
/* The buffer size for one line. It is less than PIPE_BUF, so a write to a pipe is atomic
 * (pipe(7)). */
#define OWN_LINE_MAX 4000

enum own_shape {
	OWN_EARLY,  /* "ctinit: text", before services run and for a single command */
	OWN_PREFIX, /* "ctinit | text" */
	OWN_JSON    /* a JSON object with a level, otherwise like a service's line */
};

enum own_level { OWN_ERROR, OWN_WARNING, OWN_INFO, OWN_DEBUG };

/* The longest name to which the names in front of lines are padded on a terminal. */
#define OWN_WIDTH_MAX 24

struct own_style {
	uint8_t shape; /* enum own_shape */
	uint8_t time;  /* enum timestamp_zone */
	/* On a terminal, names in front of lines are padded to this width, at most
	 * OWN_WIDTH_MAX. */
	uint8_t width;
	uint8_t live; /* 1: on a terminal, each line begins with OWN_ERASE */
};

/* Erases what is between the cursor's line and the end of the screen: the live list of
 * services (init/pid1/live_screen.h). ECMA-48, ED. */
#define OWN_ERASE "\r\033[J"

struct own_line_info {
	enum own_level level;
	bool terminal;      /* the reader is a terminal */
	bool colour;        /* it shows colours */
	const char *stream; /* "stdout" or "stderr"; only JSON shows it */
	long pid;           /* of the writer; only JSON shows it */
	uint64_t now;       /* the result of timestamp_now(), in microseconds */
	const char *text;
	size_t len;
};

/* Writes one line with its newline, but no NUL, into out[size] and returns its length.
 * Escapes control characters and invalid UTF-8 in `text`. Cuts the text if the line does
 * not fit. `size` must be at least 256. */
size_t own_line(char *out, size_t size, const struct own_style *style,
		const struct own_line_info *info);

/* Returns true if the environment (NULL-terminated) allows colours. A non-empty NO_COLOR
 * (https://no-color.org) or TERM=dumb forbids them. */
bool own_colours_allowed(char *const *environment);

/* Returns true if the environment allows a list that is drawn again and again: TERM is set
 * and not `dumb`, and CI, which build systems set, is not. */
bool own_list_allowed(char *const *environment);

#endif
