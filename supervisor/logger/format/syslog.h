/* supervisor/logger/format/syslog.h - formats a /dev/log datagram as a line. Pure.
 *
 * Layer:   supervisor/logger/format.
 * Promise: a datagram may be hostile; it becomes exactly one harmless line.
 * Source:  RFC 3164 4.1, RFC 5424 6; libc's syslog(3) sends "<PRI>Mmm dd hh:mm:ss TAG[PID]:
 *          text", with no host name. */
#ifndef SUPERVISOR_LOGGER_FORMAT_SYSLOG_H
#define SUPERVISOR_LOGGER_FORMAT_SYSLOG_H

#include <stddef.h>

#define SYSLOG_BYTES_MAX 8192u /* longer datagrams are cut */
/* The line of a datagram: one byte may become four. */
#define SYSLOG_LINE_MAX (4 * SYSLOG_BYTES_MAX + 128u)

struct syslog_parts {
	unsigned priority; /* facility * 8 + severity; default user.notice */
	const char *tag, *pid, *text;
	size_t tag_len, pid_len, text_len;
};

/* Finds the parts of a datagram. Never fails: a datagram of unknown format is all text. */
void syslog_parse(const char *datagram, size_t len, struct syslog_parts *ret);

/* Writes "daemon.err cron[12]: text" and a newline. Escapes control characters, also
 * newlines in the text, and bytes that are not UTF-8. Returns the length. `out` must have
 * SYSLOG_LINE_MAX bytes. */
size_t syslog_line(const char *datagram, size_t len, char *out);

#endif
