/* supervisor/logger/format/syslog.h - one datagram of /dev/log made a line. Pure.
 *
 * Source: RFC 3164 4.1, RFC 5424 6; what libc's syslog(3) sends ("<PRI>Mmm dd hh:mm:ss
 * TAG[PID]: text", without a host name). Everything in it is hostile. */
#ifndef SUPERVISOR_LOGGER_FORMAT_SYSLOG_H
#define SUPERVISOR_LOGGER_FORMAT_SYSLOG_H

#include <stddef.h>

#define SYSLOG_BYTES_MAX 8192u /* a longer one is cut */
/* Room for the line of a datagram: each byte may become four. */
#define SYSLOG_LINE_MAX (4 * SYSLOG_BYTES_MAX + 128u)

struct syslog_parts {
	unsigned priority; /* facility * 8 + severity; user.notice when there is none */
	const char *tag, *pid, *text;
	size_t tag_len, pid_len, text_len;
};

/* Never fails: what has no known shape is text. */
void syslog_parse(const char *datagram, size_t len, struct syslog_parts *ret);

/* "daemon.err cron[12]: text" and a newline; control characters (a newline in the text
 * too) and what is no UTF-8 escaped: one datagram is one line. Returns the length; `out`
 * has SYSLOG_LINE_MAX bytes. */
size_t syslog_line(const char *datagram, size_t len, char *out);

#endif
