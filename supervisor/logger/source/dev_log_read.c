/* supervisor/logger/source/dev_log_read.c - reads datagrams of /dev/log as lines. */
#include "supervisor/logger/source/source.h"

#include "supervisor/logger/format/syslog.h"

#include <unistd.h>

#define DATAGRAMS_MAX 64 /* limits the datagrams of one call */

void dev_log_read(struct logger *lg)
{
	static char datagram[SYSLOG_BYTES_MAX], line[SYSLOG_LINE_MAX];

	for (int i = 0; i < DATAGRAMS_MAX; i++) {
		ssize_t n = read(lg->dev_log_fd, datagram, sizeof datagram);

		if (n < 0)
			return;
		if (n > 0 && lg->syslog != NULL)
			source_feed_line(lg, lg->syslog, line,
					 syslog_line(datagram, (size_t)n, line));
	}
}
