/* init/handoff/monitor_socket.c - exchanges messages between the front end and PID 1. */
#include "init/handoff/monitor_socket.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* Both sides are the same binary, so the layout is the same. */
struct monitor_packet {
	uint32_t message; /* enum monitor_message */
};

union fd_space {
	struct cmsghdr header;
	char bytes[CMSG_SPACE(sizeof(int))];
};

int monitor_send(int monitor_fd, enum monitor_message message, int fd)
{
	struct monitor_packet packet = { .message = message };
	union fd_space space = { .bytes = { 0 } };
	struct iovec part = { &packet, sizeof packet };
	struct msghdr header = { .msg_iov = &part, .msg_iovlen = 1 };

	if (fd >= 0) {
		header.msg_control = &space;
		header.msg_controllen = sizeof space;
		struct cmsghdr *control = CMSG_FIRSTHDR(&header);
		control->cmsg_level = SOL_SOCKET;
		control->cmsg_type = SCM_RIGHTS;
		control->cmsg_len = CMSG_LEN(sizeof fd);
		memcpy(CMSG_DATA(control), &fd, sizeof fd);
	}
	return sendmsg(monitor_fd, &header, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 ? -errno : 0;
}

/* CMSG_SPACE() rounds up, so the kernel may put more than one descriptor into it. Takes the
 * descriptor of a message. If there are several, closes them all and returns false. */
static bool take_fd(struct msghdr *header, int *ret_fd)
{
	int fds[sizeof(union fd_space) / sizeof(int)];
	size_t count = 0;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(header); c != NULL;
	     c = CMSG_NXTHDR(header, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		memcpy(fds, CMSG_DATA(c), count * sizeof(int));
	}
	*ret_fd = count == 1 ? fds[0] : -1;
	for (size_t k = 0; count > 1 && k < count; k++)
		close(fds[k]);
	return count <= 1;
}

static void drop_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

int monitor_receive(int monitor_fd, enum monitor_message *ret_message, int *ret_fd)
{
	struct monitor_packet packet = { 0 };
	union fd_space space;
	struct iovec part = { &packet, sizeof packet };
	struct msghdr header = { .msg_iov = &part,
				 .msg_iovlen = 1,
				 .msg_control = &space,
				 .msg_controllen = sizeof space };
	ssize_t n = recvmsg(monitor_fd, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	bool good;

	if (n < 0)
		return errno == ECONNRESET || errno == ENOTCONN ? 0 : -errno;
	good = take_fd(&header, ret_fd) && n == (ssize_t)sizeof packet &&
	       !(header.msg_flags & MSG_TRUNC) && packet.message < MONITOR_UNKNOWN;
	/* The descriptor did not fit into our RLIMIT_NOFILE (unix(7)). */
	bool cut = n > 0 && (header.msg_flags & MSG_CTRUNC) != 0;
	if (!good || cut)
		drop_fd(ret_fd);
	if (n == 0)
		return 0;
	if (cut)
		return -EMFILE;
	*ret_message = good ? (enum monitor_message)packet.message : MONITOR_UNKNOWN;
	return 1;
}
