/* supervisor/output/dev_log.c - /dev/log, for daemons that know nothing else.
 *
 * PID 1 makes the socket and keeps it; the logger reads it. One that somebody else serves
 * is left alone. Source: syslog(3), RFC 3164; unix(7). */
#include "supervisor/logger/shared/line_format.h"
#include "supervisor/logger/shared/protocol.h"
#include "supervisor/output/output.h"
#include "supervisor/output/slots.h"
#include "supervisor/proc/scm_rights.h"
#include "supervisor/service.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define PLACE "/dev/log"

/* A socket that nobody serves, or a link that leads to none. */
static bool is_stale(const struct sockaddr_un *at)
{
	struct stat st;
	int fd, r;

	if (lstat(PLACE, &st) < 0 || (!S_ISSOCK(st.st_mode) && !S_ISLNK(st.st_mode)))
		return false;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return false;
	do
		r = connect(fd, (const struct sockaddr *)at, sizeof *at);
	while (r < 0 && errno == EINTR);
	int err = errno;
	close(fd);
	return r < 0 && (err == ECONNREFUSED || err == ENOENT);
}

static int serve(struct stat *ret_made)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX, .sun_path = PLACE };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), r;

	if (fd < 0)
		return -errno;
	scm_rights_refuse(fd);
	r = bind(fd, (struct sockaddr *)&at, sizeof at);
	if (r < 0 && errno == EADDRINUSE && is_stale(&at) && unlink(PLACE) == 0)
		r = bind(fd, (struct sockaddr *)&at, sizeof at);
	if (r == 0 && chmod(PLACE, 0666) == 0 && lstat(PLACE, ret_made) == 0)
		return fd;
	r = -errno;
	close(fd);
	return r;
}

int dev_log_open(struct logs *logs)
{
	uint64_t ring_at;
	struct stat made = { .st_ino = 0 };

	if (slots_alloc(logs->places, 2, 0, &logs->syslog_source, &ring_at) < 0)
		return -ENOSPC;
	logs->syslog_fd = serve(&made);
	logs->syslog_device = made.st_dev;
	logs->syslog_inode = made.st_ino;
	if (logs->syslog_fd < 0)
		logs->ctx->host->report(REPORT_WARNING, "cannot serve %s: %s", PLACE,
					strerror(-logs->syslog_fd));
	return logs->syslog_fd < 0 ? logs->syslog_fd : 0;
}

/* Where /dev is the host's, the next one must not find what nobody serves any more. */
void output_unlink_dev_log(struct logs *logs)
{
	struct stat st;

	if (logs->syslog_fd >= 0 && lstat(PLACE, &st) == 0 &&
	    st.st_dev == logs->syslog_device && st.st_ino == logs->syslog_inode)
		unlink(PLACE);
}

/* Its lines are dropped when nobody reads: syslog(3) must not wait for us. */
int dev_log_send(struct logs *logs)
{
	static union packet m;
	size_t len = sizeof m.stream;

	m.stream = (struct packet_stream){ .kind = PACKET_STREAM,
					   .id = logs->syslog_source,
					   .source = logs->syslog_source,
					   .is_syslog = true,
					   .console = true,
					   .drop = true };
	m.stream.format = m.stream.file_format = logs->many ? LINE_PREFIX : LINE_PLAIN;
	packet_append(&m, &len, "syslog");
	packet_append(&m, &len, "syslog");
	packet_append(&m, &len, "");
	return packet_send(logs->socket, &m, len, NULL, 0);
}
