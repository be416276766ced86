/* supervisor/proc/step_client.c - connects the streams of a child to a client of the control
 * socket.
 *
 * The child receives the client's descriptors, because PID 1 must not: it could block when it
 * closes one. */
#include "supervisor/proc/steps.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <termios.h>

#ifndef TIOCGPTPEER
#define TIOCGPTPEER _IO('T', 0x41) /* asm-generic/ioctls.h, 4.13 */
#endif

#define REQUEST_MAX 4096 /* CONTROL_LINE_MAX */

union rights {
	struct cmsghdr header;
	char bytes[CMSG_SPACE(3 * sizeof(int))];
};

static int take_place(int fd, int to)
{
	return fd == to ? child_call(SYS_fcntl, fd, F_SETFD, 0)
			: child_call(SYS_dup3, fd, to, 0);
}

/* Sends {"type":"started","pid":N}, with a descriptor unless it is -1. */
static int send_started(int client_fd, int with_fd)
{
	static const char front[] = "{\"type\":\"started\",\"pid\":", back[] = "}\n";
	char line[64], digits[12];
	size_t len = sizeof front - 1, count = 0;
	union rights rights;
	struct iovec part = { line, 0 };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
	int r;

	for (long pid = child_call(SYS_getpid, 0, 0, 0); pid > 0 && count < 10; pid /= 10)
		digits[count++] = (char)('0' + pid % 10);
	memcpy(line, front, len);
	while (count > 0)
		line[len++] = digits[--count];
	memcpy(line + len, back, sizeof back - 1);
	part.iov_len = len + sizeof back - 1;
	memset(&rights, 0, sizeof rights);
	if (with_fd >= 0) {
		rights.header.cmsg_level = SOL_SOCKET;
		rights.header.cmsg_type = SCM_RIGHTS;
		rights.header.cmsg_len = CMSG_LEN(sizeof with_fd);
		memcpy(CMSG_DATA(&rights.header), &with_fd, sizeof with_fd);
		message.msg_control = &rights;
		message.msg_controllen = CMSG_SPACE(sizeof with_fd);
	}
	r = child_call(SYS_sendmsg, client_fd, (long)&message, MSG_DONTWAIT | MSG_NOSIGNAL);
	return r < 0 ? r : 0;
}

/* ---- pipes ---- */

static int receive_streams(int client_fd, int ret_fds[3])
{
	char request[REQUEST_MAX];
	union rights rights;
	struct iovec part = { request, sizeof request };
	struct msghdr message = { .msg_iov = &part,
				  .msg_iovlen = 1,
				  .msg_control = &rights,
				  .msg_controllen = sizeof rights };
	int r = child_call(SYS_recvmsg, client_fd, (long)&message,
			   MSG_DONTWAIT | MSG_CMSG_CLOEXEC);

	if (r < 0)
		return r;
	if ((message.msg_flags & MSG_CTRUNC) || message.msg_controllen < CMSG_LEN(0) ||
	    rights.header.cmsg_level != SOL_SOCKET ||
	    rights.header.cmsg_type != SCM_RIGHTS ||
	    rights.header.cmsg_len != CMSG_LEN(3 * sizeof(int)))
		return -EPROTO;
	memcpy(ret_fds, CMSG_DATA(&rights.header), 3 * sizeof(int));
	return 0;
}

static int use_pipes(const struct spawn_client *client)
{
	int fds[3], r = receive_streams(client->fd, fds);

	for (int i = 0; i < 3 && r >= 0; i++)
		r = take_place(fds[i], i);
	return r < 0 ? r : send_started(client->fd, -1);
}

/* ---- a terminal ---- */

static int open_master(void)
{
	int fd = child_open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);

	return fd == -ENOENT ? child_open("/dev/pts/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
			     : fd;
}

static int open_terminal(int master)
{
	int unlocked = 0, r = child_call(SYS_ioctl, master, TIOCSPTLCK, (long)&unlocked);

	return r < 0 ? r
		     : child_call(SYS_ioctl, master, TIOCGPTPEER,
				  O_RDWR | O_NOCTTY | O_CLOEXEC);
}

static int use_terminal(const struct spawn_plan *p)
{
	const struct spawn_client *client = p->client;
	struct winsize size = { .ws_row = (unsigned short)client->rows,
				.ws_col = (unsigned short)client->columns };
	int master = open_master(), fd = master < 0 ? master : open_terminal(master), r;

	if (fd < 0)
		return fd;
	child_call(SYS_ioctl, fd, TIOCSWINSZ, (long)&size);
	r = child_call(SYS_ioctl, fd, TIOCSCTTY, 0);
	/* The user must be able to open the terminal by its name, as after login(1). */
	if (r >= 0 && p->change_user)
		child_call(SYS_fchown, fd, p->uid, -1);
	for (int i = 0; i < 3 && r >= 0; i++)
		r = take_place(fd, i);
	return r < 0 ? r : send_started(client->fd, master);
}

/* A service ignores what ctinit was started with, for example SIGINT behind a shell's &. For a
 * person or a program that steers a command, the signals must work. */
static void reset_signals(void)
{
	static const int signals[] = { SIGHUP,  SIGINT,  SIGQUIT, SIGTERM,
				       SIGTSTP, SIGTTIN, SIGTTOU };
	const struct {
		uint64_t handler, flags, restorer, mask;
	} standard = { 0 };

	for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
		raw_syscall(SYS_rt_sigaction, signals[i], (long)&standard, 0,
			    sizeof standard.mask, 0);
}

int step_client_streams(const struct spawn_plan *p)
{
	reset_signals();
	return p->client->terminal ? use_terminal(p) : use_pipes(p->client);
}
