/* init/single/foreground.c - gives the terminal to the command and takes it back.
 *
 * We give the terminal away only if our own process group has it. Otherwise we would take
 * it from the user's shell (tcsetpgrp(3)). */
#include "init/single/mini_init.h"

#include <asm/ioctls.h>
#include <linux/fcntl.h>

static int foreground_group(int fd)
{
	int group = -1;

	return raw_syscall(__NR_ioctl, fd, TIOCGPGRP, (long)&group, 0, 0) < 0 ? -1 : group;
}

static long open_tty(void)
{
	return raw_syscall(__NR_openat, AT_FDCWD, (long)"/dev/tty",
			   O_RDWR | O_NOCTTY | O_CLOEXEC, 0, 0);
}

/* Returns the first of descriptors 0, 1 and 2 that is our controlling terminal. Otherwise
 * opens /dev/tty, which the caller closes. Returns a negative errno if that fails.
 * *ret_where is the value for init->terminal. */
static long find_terminal(int *ret_where)
{
	for (int fd = 0; fd < 3; fd++) {
		if (foreground_group(fd) >= 0) {
			*ret_where = fd;
			return fd;
		}
	}
	*ret_where = FOREGROUND_DEV_TTY;
	return open_tty();
}

static void close_terminal(long fd, int where)
{
	if (where == FOREGROUND_DEV_TTY && fd >= 0)
		raw_syscall(__NR_close, fd, 0, 0, 0, 0);
}

void foreground_give(struct mini_init *init, int group)
{
	int where;
	long fd = find_terminal(&where);
	int now = fd < 0 ? -1 : foreground_group((int)fd);

	if (fd >= 0 &&
	    (now == group || (now == init->group && raw_syscall(__NR_ioctl, fd, TIOCSPGRP,
								(long)&group, 0, 0) == 0)))
		init->terminal = where;
	close_terminal(fd, where);
}

void foreground_take_back(const struct mini_init *init)
{
	long fd = init->terminal == FOREGROUND_DEV_TTY ? open_tty() : init->terminal;

	if (fd >= 0 && foreground_group((int)fd) == init->child_group)
		raw_syscall(__NR_ioctl, fd, TIOCSPGRP, (long)&init->group, 0, 0);
	close_terminal(fd, init->terminal);
}

/* A session leader that leaves its terminal gets SIGHUP and SIGCONT (tty_ioctl(4),
 * TIOCNOTTY). */
void foreground_leave_terminal(struct mini_init *init)
{
	long result = raw_syscall(__NR_ioctl, 0, TIOCNOTTY, 0, 0, 0);

	if (result < 0) {
		compat_log(init, MSG_NO_TERMINAL, NULL, result, 0);
	} else if (raw_syscall(__NR_getsid, 0, 0, 0, 0, 0) == init->pid) {
		init->terminal_signals =
			(uint64_t)1 << CTINIT_SIGHUP | (uint64_t)1 << CTINIT_SIGCONT;
		compat_log(init, MSG_LEFT_TERMINAL, NULL, 0, 0);
	} else {
		compat_log(init, MSG_HAD_TERMINAL, NULL, 0, 0);
	}
}
