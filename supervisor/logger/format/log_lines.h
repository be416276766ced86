/* supervisor/logger/format/log_lines.h - formats a service's bytes as lines. Pure.
 *
 * Layer:   supervisor/logger/format. No system call, no memory of its own.
 * Promise: writes only whole lines. Cuts a line longer than LINE_BYTES_MAX into parts;
 *          every part but the last ends in LINE_PART_MARK or, in JSON, has a member "part".
 *          Plain and prefixed text for other outputs than a terminal is unchanged, except
 *          for the head of each line.
 * Source:  RFC 8259 (JSON). */
#ifndef SUPERVISOR_LOGGER_FORMAT_LOG_LINES_H
#define SUPERVISOR_LOGGER_FORMAT_LOG_LINES_H

#include "supervisor/logger/shared/line_format.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LINE_PART_MARK " [...]"
#define LINE_HEAD_MAX  512u
/* A line of LINE_BYTES_MAX bytes never needs more when it is formatted. */
#define LINE_FORMATTED_MAX (8 * LINE_BYTES_MAX + 2 * LINE_HEAD_MAX)

struct line_style {
	enum line_format format; /* the format, never LINE_AUTO */
	bool is_terminal;        /* escape control characters */
	bool erases;             /* on a terminal, each line begins with OWN_ERASE */
	/* The text before each line; for JSON the first members of the object. */
	char head[LINE_HEAD_MAX];
	size_t head_len;
};

/* ---- line_bounds.c ---- */

/* Returns the length of the whole lines at the beginning of `text`, each with at most
 * LINE_BYTES_MAX bytes and a newline; *ret_part is then false. If the first line is longer,
 * returns the length of its first part; *ret_part is then true. Returns 0 if more bytes are
 * needed. */
size_t lines_span(const char *text, size_t len, bool *ret_part);

/* Returns the length of all whole lines and parts at the beginning of `text`; an unfinished
 * line of at most LINE_BYTES_MAX bytes is not included. */
size_t lines_complete(const char *text, size_t len);

/* Returns the number of lines in the text; each part counts as one. */
size_t lines_count(const char *text, size_t len);
/* Returns the length of the first `max` lines or parts, or `len` if there are fewer. */
size_t lines_prefix_length(const char *text, size_t len, size_t max);

/* ---- log_lines.c ---- */

struct formatted_lines {
	char *text; /* the caller's memory */
	size_t capacity, used;
};
/* Sets ret->used to 0, and formats lines and parts of `text` to ret->text while
 * LINE_FORMATTED_MAX bytes are free there; the caller's ret->capacity must be at least
 * that. `len` comes from lines_complete(). Returns the number of bytes of `text` that were
 * formatted. */
size_t lines_format(const struct line_style *style, const char *text, size_t len,
		    struct formatted_lines *ret);

/* Returns true if lines_format() would not change the text. */
bool lines_unchanged(const struct line_style *style, const char *text, size_t len);

/* ---- line_head.c ---- */

struct line_origin {
	const char *name; /* full name, such as "web@2" */
	const char *service;
	unsigned instance; /* instance number, after the @; 0: none */
	const char *stream;
	long pid;         /* 0: unknown */
	const char *time; /* timestamp, with a blank behind it except for JSON; or "" */
	int colour;       /* colour as SGR parameter (ECMA-48), 32 to 96; 0: none */
	int width;        /* the name is padded to this width; 0: not padded */
};
/* Formats the prefix of a line from `origin` as style->format says, and stores it in
 * `style`. */
void lines_head(struct line_style *style, const struct line_origin *origin);

#endif
