/* supervisor/logger/format/syslog.h - formats one datagram of /dev/log as a line. Pure.
 *
 * Layer:   supervisor/logger/format.
 * Promise: a datagram may be hostile; it becomes exactly one harmless line.
 * Source:  RFC 3164 4.1, RFC 5424 6; the shape of libc's syslog(3) ("<PRI>Mmm dd hh:mm:ss
 *          TAG[PID]: text", without a host name). */
#ifndef SUPERVISOR_LOGGER_FORMAT_SYSLOG_H
#define SUPERVISOR_LOGGER_FORMAT_SYSLOG_H

#include <stddef.h>

#define SYSLOG_BYTES_MAX 8192u /* a longer datagram is cut */
/* The line of a datagram: each byte may become four. */
#define SYSLOG_LINE_MAX (4 * SYSLOG_BYTES_MAX + 128u)

struct syslog_parts {
	unsigned priority; /* facility * 8 + severity; user.notice is the default */
	const char *tag, *pid, *text;
	size_t tag_len, pid_len, text_len;
};

/* Finds the parts of a datagram. It never fails: a datagram of unknown shape is all
 * text. */
void syslog_parse(const char *datagram, size_t len, struct syslog_parts *ret);

/* Writes "daemon.err cron[12]: text" and a newline. Control characters, also a newline
 * in the text, and bytes that are not UTF-8 are escaped. Returns the length; `out` has
 * SYSLOG_LINE_MAX bytes. */
size_t syslog_line(const char *datagram, size_t len, char *out);

#endif
