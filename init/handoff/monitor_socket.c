/* init/handoff/monitor_socket.c - messages between the front end and PID 1. */
#include "init/handoff/monitor_socket.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* Both sides are the same binary, so they agree about the layout. */
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

	if (n < 0)
		return errno == ECONNRESET || errno == ENOTCONN ? 0 : -errno;
	*ret_fd = -1;
	struct cmsghdr *control = CMSG_FIRSTHDR(&header);
	if (control && control->cmsg_level == SOL_SOCKET &&
	    control->cmsg_type == SCM_RIGHTS && control->cmsg_len == CMSG_LEN(sizeof(int)))
		memcpy(ret_fd, CMSG_DATA(control), sizeof(int));
	if (n == 0)
		return 0;
	if (header.msg_flags &
	    MSG_CTRUNC) { /* no number was free for the descriptor: unix(7) */
		if (*ret_fd >= 0)
			close(*ret_fd);
		*ret_fd = -1;
		return -EMFILE;
	}
	*ret_message = n == (ssize_t)sizeof packet && !(header.msg_flags & MSG_TRUNC) &&
				       packet.message < MONITOR_UNKNOWN
			       ? (enum monitor_message)packet.message
			       : MONITOR_UNKNOWN;
	return 1;
}
