/* supervisor/logger/format/log_lines.h - formats a service's bytes as lines. Pure.
 *
 * Layer:   supervisor/logger/format. No system call, no memory of its own.
 * Promise: writes only whole lines. A line longer than LINE_BYTES_MAX is cut into parts,
 *          and every part but the last ends in LINE_PART_MARK or, in JSON, has a member
 *          "part". Plain and prefixed text that does not go to a terminal is otherwise
 *          unchanged, except for the head of each line.
 * Source:  RFC 8259 (JSON). */
#ifndef SUPERVISOR_LOGGER_FORMAT_LOG_LINES_H
#define SUPERVISOR_LOGGER_FORMAT_LOG_LINES_H

#include "supervisor/logger/shared/line_format.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LINE_PART_MARK " [...]"
#define LINE_HEAD_MAX  512u
/* A formatted line of LINE_BYTES_MAX bytes never needs more. */
#define LINE_FORMATTED_MAX (8 * LINE_BYTES_MAX + 2 * LINE_HEAD_MAX)

struct line_style {
	enum line_format format; /* not AUTO */
	bool is_terminal;        /* control characters are escaped */
	/* Written in front of each line; for JSON the first members of the object. */
	char head[LINE_HEAD_MAX];
	size_t head_len;
};

/* ---- line_bounds.c ---- */

/* Returns the number of bytes at the beginning of `text` that are whole lines, each with at
 * most LINE_BYTES_MAX bytes and a newline (*ret_part false). If the first line is longer,
 * returns the length of its first part (*ret_part true). Returns 0 if more bytes are
 * needed. */
size_t lines_span(const char *text, size_t len, bool *ret_part);

/* Returns the number of bytes at the beginning of `text` that are whole lines or parts. */
size_t lines_complete(const char *text, size_t len);

/* Returns how many lines the text becomes; each part counts as one. */
size_t lines_count(const char *text, size_t len);
/* Returns the length of the first `max` of them, or of all. */
size_t lines_prefix_length(const char *text, size_t len, size_t max);

/* ---- log_lines.c ---- */

struct formatted_lines {
	char *text;
	size_t capacity, used;
};
/* Empties the buffer and formats lines and parts of `text`, whose length lines_complete()
 * returned, as long as they fit into it. Returns the number of bytes of `text` that it
 * formatted. At least one line fits into LINE_FORMATTED_MAX bytes. */
size_t lines_format(const struct line_style *style, const char *text, size_t len,
		    struct formatted_lines *ret);

/* Returns true if lines_format() would not change the text. */
bool lines_unchanged(const struct line_style *style, const char *text, size_t len);

/* ---- line_head.c ---- */

struct line_origin {
	const char *name; /* "web@2" */
	const char *service;
	unsigned instance; /* its number, as in "web@2"; 0: none */
	const char *stream;
	long pid;         /* 0: unknown */
	const char *time; /* the time, with a blank behind it except for JSON; or "" */
	int colour;       /* SGR parameter of the terminal, 31 to 36; 0: none */
};
/* Writes the head of each line of the origin to `style`, for style->format. */
void lines_head(struct line_style *style, const struct line_origin *origin);

#endif
