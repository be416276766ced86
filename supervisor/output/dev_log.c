/* supervisor/output/dev_log.c - creates /dev/log, for daemons that log only to syslog.
 *
 * PID 1 creates and keeps the socket; the logger reads it. We do not touch a socket that
 * another process serves. Source: syslog(3), RFC 3164; unix(7). */
#include "supervisor/base/context.h"
#include "supervisor/logger/shared/line_format.h"
#include "supervisor/output/logger_child.h"
#include "supervisor/output/slots.h"
#include "supervisor/proc/scm_rights.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define DEV_LOG "/dev/log"

/* Returns true if /dev/log is a socket that no process serves, or a symbolic link that does
 * not lead to a served socket. */
static bool is_stale(const struct sockaddr_un *address)
{
	struct stat st;
	int fd, r;

	if (lstat(DEV_LOG, &st) < 0 || (!S_ISSOCK(st.st_mode) && !S_ISLNK(st.st_mode)))
		return false;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return false;
	do
		r = connect(fd, (const struct sockaddr *)address, sizeof *address);
	while (r < 0 && errno == EINTR);
	int err = errno;
	close(fd);
	return r < 0 && (err == ECONNREFUSED || err == ENOENT);
}

static int bind_dev_log(struct stat *ret_stat)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = DEV_LOG };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), r;

	if (fd < 0)
		return -errno;
	scm_rights_refuse(fd);
	r = bind(fd, (struct sockaddr *)&address, sizeof address);
	if (r < 0 && errno == EADDRINUSE && is_stale(&address) && unlink(DEV_LOG) == 0)
		r = bind(fd, (struct sockaddr *)&address, sizeof address);
	if (r == 0 && chmod(DEV_LOG, 0666) == 0 && lstat(DEV_LOG, ret_stat) == 0)
		return fd;
	int err = errno;
	if (r == 0) /* a socket that no process serves must not stay there */
		unlink(DEV_LOG);
	close(fd);
	return -err;
}

int dev_log_open(struct logger_child *logger)
{
	uint64_t ring_offset;
	struct stat st = { .st_ino = 0 };

	if (slots_alloc(logger->slots, 2, 0, &logger->dev_log_slot, &ring_offset) < 0) {
		/* output_needs_of() counts these slots, so they are free. */
		logger->ctx->host->report(REPORT_ERROR,
					  "bug: the log memory has no slot for " DEV_LOG);
		return -ENOSPC;
	}
	logger->dev_log_fd = bind_dev_log(&st);
	logger->dev_log_device = st.st_dev;
	logger->dev_log_inode = st.st_ino;
	if (logger->dev_log_fd < 0)
		logger->ctx->host->report(REPORT_WARNING, "cannot serve %s: %s", DEV_LOG,
					  strerror(-logger->dev_log_fd));
	return logger->dev_log_fd < 0 ? logger->dev_log_fd : 0;
}

/* If /dev is the host's, the socket must not stay there after our exit. */
void output_unlink_dev_log(struct context *ctx)
{
	const struct logger_child *logger = ctx->logger;
	struct stat st;

	if (logger != NULL && logger->dev_log_fd >= 0 && lstat(DEV_LOG, &st) == 0 &&
	    st.st_dev == logger->dev_log_device && st.st_ino == logger->dev_log_inode)
		unlink(DEV_LOG);
}

/* While the console has no space, lines of /dev/log are dropped, because syslog(3) in other
 * processes must not block on us. */
int dev_log_send(struct logger_child *logger)
{
	union packet *m = &output_packet;
	size_t len = sizeof m->stream;

	m->stream = (struct packet_stream){ .kind = PACKET_STREAM,
					    .id = logger->dev_log_slot,
					    .slot = logger->dev_log_slot,
					    .is_syslog = true,
					    .console = true,
					    .drop = true };
	m->stream.format = m->stream.file_format =
		logger->many_writers ? LINE_PREFIX : LINE_PLAIN;
	packet_append(m, &len, "syslog");
	packet_append(m, &len, "syslog");
	packet_append(m, &len, "");
	return packet_send(logger->socket, m, len, NULL, 0);
}
