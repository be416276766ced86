/* supervisor/logger/format/log_lines.h - from a service's bytes to lines in their shape. Pure.
 *
 * Layer:   supervisor/logger/format; no system call, no memory of its own.
 * Promise: whole lines only. A line longer than LINE_BYTES_MAX is cut into parts; every
 *          part but the last ends in LINE_PART_MARK. What does not go to a terminal is
 *          unchanged but for what stands before it.
 * Source:  DESIGN 8; RFC 8259. */
#ifndef SUPERVISOR_LOGGER_FORMAT_LOG_LINES_H
#define SUPERVISOR_LOGGER_FORMAT_LOG_LINES_H

#include "supervisor/logger/shared/line_format.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LINE_PART_MARK " [...]"
/* The most that the head of a line may have. */
#define LINE_HEAD_MAX 512u
/* A formatted line of LINE_BYTES_MAX bytes never needs more. */
#define LINE_FORMATTED_MAX (8 * LINE_BYTES_MAX + 2 * LINE_HEAD_MAX)

struct line_style {
	enum line_format format; /* not AUTO */
	bool is_terminal;        /* control characters are escaped */
	/* What stands before each line; of JSON the object's first members and a comma. */
	char head[LINE_HEAD_MAX];
	size_t head_len;
};

/* How many bytes of `text` are whole lines, each of at most LINE_BYTES_MAX bytes and a
 * newline (*ret_part false); or, when the first has none in reach, are a part of one
 * that is too long (*ret_part true). 0: not enough bytes yet. */
size_t lines_span(const char *text, size_t len, bool *ret_part);

/* All of `text` that is whole lines or parts. */
size_t lines_complete(const char *text, size_t len);

/* The lines and parts of `text` (lines_complete() bytes of it) as `style` wants them, as
 * many as fit; how many bytes of `text` they were, *ret_used bytes of `out` are filled.
 * With room for LINE_FORMATTED_MAX there is always one. */
size_t lines_format(const struct line_style *style, const char *text, size_t len, char *out,
		    size_t room, size_t *ret_used);

/* Is what lines_format() writes the same as what it reads? */
bool lines_unchanged(const struct line_style *style, const char *text, size_t len);

/* How many lines come out of such a text: each part is one. */
size_t lines_count(const char *text, size_t len);
/* The first bytes of it that are `most` lines, or all. */
size_t lines_prefix_length(const char *text, size_t len, size_t most);

struct line_origin {
	const char *name; /* "web@2" */
	const char *service;
	unsigned instance; /* 0: none */
	const char *stream;
	long pid;         /* 0: unknown */
	const char *time; /* "" none; else with a blank behind it when not JSON */
	int colour;       /* 0: none; else of the terminal, SGR 31-36 */
};
/* Fills head and head_len for style->format. */
void lines_head(struct line_style *style, const struct line_origin *facts);

#endif
