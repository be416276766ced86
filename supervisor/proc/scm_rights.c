/* supervisor/proc/scm_rights.c - refuses or discards descriptors that others send to us. */
#include "supervisor/proc/scm_rights.h"

#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SO_PASSRIGHTS
#define SO_PASSRIGHTS 83 /* asm-generic/socket.h, 6.16 */
#endif

#define FDS_MAX         253  /* SCM_MAX_FD, unix(7) */
#define SOCKET_MESSAGES 4096 /* messages that a child receives before it closes a socket */
#define MESSAGES_MAX    64 /* messages that PID 1 itself receives before it closes a socket */

void scm_rights_refuse(int fd)
{
	setsockopt(fd, SOL_SOCKET, SO_PASSRIGHTS, &(int){ 0 }, sizeof(int));
}

/* Runs in the child. Makes only raw system calls, because libc does not know of this
 * fork. */
static void receive_some(int fd, int count_max, bool stream)
{
	static union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(128) + CMSG_SPACE(FDS_MAX * sizeof(int))];
	} control;
	static char some[64 << 10];
	struct iovec part = { some, sizeof some };

	for (int i = 0; i < count_max; i++) {
		struct msghdr message = { .msg_iov = &part,
					  .msg_iovlen = 1,
					  .msg_control = control.bytes,
					  .msg_controllen = sizeof control.bytes };
		long n = syscall(SYS_recvmsg, fd, &message, MSG_DONTWAIT);

		if ((n < 0 && errno != EINTR) || (n == 0 && stream))
			break;
	}
}

/* Returns false if no child can be made. */
static bool discard_in_child(const int *fds, size_t count, int count_max, bool stream)
{
	long pid = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);

	if (pid == 0) {
		for (size_t i = 0; i < count; i++)
			receive_some(fds[i], count_max, stream);
		for (;;)
			syscall(SYS_exit_group, 0);
	}
	return pid > 0;
}

void scm_rights_discard(int fd)
{
	discard_in_child(&fd, 1, 1, false);
}

bool sockets_discard(const int *fds, size_t count)
{
	return discard_in_child(fds, count, SOCKET_MESSAGES, true);
}

bool socket_drain(int fd)
{
	char some[4096];
	int type = 0;

	getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &(socklen_t){ sizeof type });
	for (int i = 0; i < MESSAGES_MAX; i++) {
		struct iovec part = { some, sizeof some };
		struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
		ssize_t n = recvmsg(fd, &message, MSG_PEEK | MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 || (n == 0 && type == SOCK_STREAM))
			return true;
		if (message.msg_flags & MSG_CTRUNC)
			return false;
		recv(fd, some, (size_t)n, MSG_DONTWAIT);
	}
	return false;
}

/* The child has a copy of the socket and empties it, so our close cannot block. If no child
 * can be made, the socket stays open: a leak is better than a close that blocks. */
void socket_close_discarding(int fd)
{
	shutdown(fd, SHUT_RDWR);
	if (socket_drain(fd) || discard_in_child(&fd, 1, SOCKET_MESSAGES, false))
		close(fd);
}
