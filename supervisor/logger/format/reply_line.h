/* supervisor/logger/format/reply_line.h - formats log lines as replies of the control
 * socket. Pure.
 *
 * Layer:   supervisor/logger/format. A static buffer for one text.
 * Source:  ctinit-control(7); RFC 8259 (JSON). */
#ifndef SUPERVISOR_LOGGER_FORMAT_REPLY_LINE_H
#define SUPERVISOR_LOGGER_FORMAT_REPLY_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REPLY_LINE_MAX 4096u

struct reply_line {
	uint64_t at_usec; /* Unix time */
	const char *name;
	const char *stream;
	uint32_t pid; /* 0: unknown */
	const char *text;
	size_t len;
	bool part; /* the line continues after `text` */
};

/* Writes a reply line with its newline. If the whole text does not fit, writes a part of it,
 * with a member "part", that does not end within a character. *ret_taken is the number of
 * bytes of the text that were used; it is 0 only if `len` is 0. Returns the length. */
size_t reply_line_format(const struct reply_line *line, char out[REPLY_LINE_MAX],
			 size_t *ret_taken);

/* Writes a line of type "message" with a printable text; cuts a long text. */
size_t reply_message_format(const char *level, const char *text, char out[REPLY_LINE_MAX]);

#endif
