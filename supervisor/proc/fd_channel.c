/* supervisor/proc/fd_channel.c - passes descriptors to a new child. */
#include "supervisor/proc/fd_channel.h"

#include "conf/base/base.h"
#include "conf/base/raw_syscall.h"
#include "supervisor/proc/spawn.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define CLOSE_RANGE_UNSHARE_FLAG 2 /* CLOSE_RANGE_UNSHARE, 5.9 */

union rights_control {
	struct cmsghdr header;
	char room[CMSG_SPACE(FD_CHANNEL_MAX * sizeof(int))];
};

/* Tests if close_range(2) exists and no seccomp filter refuses it. Changes nothing, because
 * our table is not shared and the range is empty. */
bool fd_channel_is_possible(void)
{
	return syscall(SYS_close_range, ~0u, ~0u, CLOSE_RANGE_UNSHARE_FLAG) == 0;
}

int fd_channel_open(struct fd_channel *channel)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, ends) < 0)
		return -errno;
	*channel = (struct fd_channel){ .theirs = ends[0], .ours = ends[1] };
	return 0;
}

void fd_channel_close(struct fd_channel *channel)
{
	if (channel->theirs >= 0) {
		close(channel->theirs);
		close(channel->ours);
	}
	*channel = (struct fd_channel){ -1, -1 };
}

size_t fd_channel_plan_fds(struct spawn_plan *p, int *ret_fds[FD_CHANNEL_MAX])
{
	size_t count = 0;

	ret_fds[count++] = &p->report_fd;
	for (int i = 0; i < 3; i++)
		if (p->stdio[i].path == NULL && !p->stdio[i].null && p->stdio[i].fd >= 0)
			ret_fds[count++] = &p->stdio[i].fd;
	if (p->null_fd > 2 && (p->stdio[0].null || p->stdio[1].null || p->stdio[2].null))
		ret_fds[count++] = &p->null_fd;
	if (p->notify_fd >= 0)
		ret_fds[count++] = &p->notify_fd;
	if (p->env_fd > 0)
		ret_fds[count++] = &p->env_fd;
	if (p->follow_count > 0 || p->begin_output != NULL)
		ret_fds[count++] = &p->log_memory_fd;
	if (p->exec_fd > 0)
		ret_fds[count++] = &p->exec_fd;
	if (p->run != NULL && p->run_fd >= 0)
		ret_fds[count++] = &p->run_fd;
	return count;
}

static struct msghdr rights_message(struct iovec *part, union rights_control *control,
				    size_t count)
{
	return (struct msghdr){ .msg_iov = part,
				.msg_iovlen = 1,
				.msg_control = control,
				.msg_controllen = CMSG_SPACE(count * sizeof(int)) };
}

int fd_channel_send(const struct fd_channel *channel, struct spawn_plan *plan)
{
	char byte = 0;
	int *fds[FD_CHANNEL_MAX];
	size_t count = fd_channel_plan_fds(plan, fds);
	struct iovec part = { &byte, 1 };
	union rights_control control;
	struct msghdr msg = rights_message(&part, &control, count);
	struct cmsghdr *c = &control.header;

	memset(&control, 0, sizeof control);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(count * sizeof(int));
	for (size_t i = 0; i < count; i++)
		memcpy(CMSG_DATA(c) + i * sizeof(int), fds[i], sizeof(int));
	return sendmsg(channel->ours, &msg, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 ? -errno : 0;
}

void fd_channel_drain(const struct fd_channel *channel)
{
	for (;;) {
		char byte;
		struct iovec part = { &byte, 1 };
		union rights_control control;
		struct msghdr msg = rights_message(&part, &control, FD_CHANNEL_MAX);

		if (recvmsg(channel->theirs, &msg, MSG_DONTWAIT | MSG_CMSG_CLOEXEC) < 0)
			return;
		for (struct cmsghdr *c = CMSG_FIRSTHDR(&msg); c != NULL;
		     c = CMSG_NXTHDR(&msg, c))
			for (size_t offset = CMSG_LEN(0); offset < c->cmsg_len;
			     offset += sizeof(int)) {
				int fd;

				memcpy(&fd, (char *)c + offset, sizeof fd);
				close(fd);
			}
	}
}

int fd_channel_receive(struct spawn_plan *p)
{
	char byte;
	int *fds[FD_CHANNEL_MAX];
	size_t count = fd_channel_plan_fds(p, fds);
	struct iovec part = { &byte, 1 };
	union rights_control control;
	struct msghdr msg = rights_message(&part, &control, count);
	long r = raw_syscall(SYS_close_range, p->fd_channel->theirs + 1, ~0u,
			     CLOSE_RANGE_UNSHARE_FLAG, 0, 0);

	if (r < 0)
		return (int)r;
	r = raw_syscall_retry(SYS_recvmsg, p->fd_channel->theirs, (long)&msg,
			      MSG_DONTWAIT | MSG_CMSG_CLOEXEC, 0, 0);
	if (r < 0)
		return (int)r;
	if (msg.msg_controllen < CMSG_LEN(count * sizeof(int)) ||
	    control.header.cmsg_len != CMSG_LEN(count * sizeof(int)))
		return -EMFILE;
	for (size_t i = 0; i < count; i++)
		memcpy(fds[i], CMSG_DATA(&control.header) + i * sizeof(int), sizeof(int));
	return 0;
}
