/* init/runtime/sync.c - sends and receives the message that lets the child continue. */
#include "init/runtime/sync.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

union space {
	struct cmsghdr header; /* gives the buffer the alignment of a cmsghdr, cmsg(3) */
	char bytes[CMSG_SPACE(SYNC_FDS_MAX * sizeof(int))];
};

static void lay_out(struct msghdr *message, struct iovec *part, char *byte,
		    union space *space)
{
	*part = (struct iovec){ byte, 1 };
	*message = (struct msghdr){ .msg_iov = part,
				    .msg_iovlen = 1,
				    .msg_control = space,
				    .msg_controllen = sizeof *space };
}

int sync_send(int monitor_fd, const int *fds, size_t count, bool one_id)
{
	union space space;
	struct msghdr message;
	struct iovec part;
	char byte = one_id ? '1' : 'g';

	if (count > SYNC_FDS_MAX)
		return -E2BIG;
	lay_out(&message, &part, &byte, &space);
	message.msg_controllen = count ? CMSG_SPACE(count * sizeof(int)) : 0;
	if (count) {
		space.header = (struct cmsghdr){ .cmsg_len = CMSG_LEN(count * sizeof(int)),
						 .cmsg_level = SOL_SOCKET,
						 .cmsg_type = SCM_RIGHTS };
		memcpy(CMSG_DATA(&space.header), fds, count * sizeof(int));
	} else {
		message.msg_control = NULL;
	}
	return sendmsg(monitor_fd, &message, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

int sync_receive(int monitor_fd, int *fds, size_t count, bool *ret_one_id)
{
	union space space;
	struct msghdr message;
	struct iovec part;
	char byte = 0;
	ssize_t n;

	lay_out(&message, &part, &byte, &space);
	do {
		n = recvmsg(monitor_fd, &message, MSG_CMSG_CLOEXEC);
	} while (n < 0 && errno == EINTR);
	if (n != 1)
		return n < 0 ? -errno : -EPIPE;
	*ret_one_id = byte == '1';
	if (count == 0)
		return 0;
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	if (!header || header->cmsg_type != SCM_RIGHTS ||
	    header->cmsg_len != CMSG_LEN(count * sizeof(int)))
		return -EBADMSG;
	memcpy(fds, CMSG_DATA(header), count * sizeof(int));
	return 0;
}
