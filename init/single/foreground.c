/* init/single/foreground.c - whose terminal it is. Only a terminal whose foreground group is
 * our own is ours to give: else we would take it from the user's shell (tcsetpgrp(3)). */
#include "init/single/mini_init.h"

#include <asm/ioctls.h>
#include <linux/fcntl.h>

static int foreground(int fd)
{
	int group = -1;

	return raw_syscall(__NR_ioctl, fd, TIOCGPGRP, (long)&group, 0, 0) < 0 ? -1 : group;
}

static long open_tty(void)
{
	return raw_syscall(__NR_openat, AT_FDCWD, (long)"/dev/tty",
			   O_RDWR | O_NOCTTY | O_CLOEXEC, 0, 0);
}

/* The first of stdin, stdout, stderr that is our controlling terminal, else /dev/tty as a
 * descriptor that the caller closes; *ret_where remembers which. */
static long find(int *ret_where)
{
	for (int fd = 0; fd < 3; fd++) {
		if (foreground(fd) >= 0) {
			*ret_where = fd;
			return fd;
		}
	}
	*ret_where = TERMINAL_TTY;
	return open_tty();
}

static void done_with(long fd, int where)
{
	if (where == TERMINAL_TTY && fd >= 0)
		raw_syscall(__NR_close, fd, 0, 0, 0, 0);
}

void terminal_give(struct run *run, int group)
{
	int where;
	long fd = find(&where);
	int now = fd < 0 ? -1 : foreground((int)fd);

	if (fd >= 0 &&
	    (now == group || (now == run->group && raw_syscall(__NR_ioctl, fd, TIOCSPGRP,
							       (long)&group, 0, 0) == 0)))
		run->terminal = where;
	done_with(fd, where);
}

void terminal_take_back(const struct run *run)
{
	long fd = run->terminal == TERMINAL_TTY ? open_tty() : run->terminal;

	if (fd >= 0 && foreground((int)fd) == run->child_group)
		raw_syscall(__NR_ioctl, fd, TIOCSPGRP, (long)&run->group, 0, 0);
	done_with(fd, run->terminal);
}

/* A leader that leaves its terminal gets HUP and CONT for it (tty_ioctl(4), TIOCNOTTY). */
void terminal_leave(struct run *run)
{
	long result = raw_syscall(__NR_ioctl, 0, TIOCNOTTY, 0, 0, 0);

	if (result < 0) {
		early_note(run, NOTE_NO_TERMINAL, NULL, result, 0);
	} else if (raw_syscall(__NR_getsid, 0, 0, 0, 0, 0) == run->pid) {
		run->hand_over = (uint64_t)1 << CTINIT_SIGHUP | (uint64_t)1
									<< CTINIT_SIGCONT;
		early_note(run, NOTE_LEFT_TERMINAL, NULL, 0, 0);
	} else {
		early_note(run, NOTE_HAD_TERMINAL, NULL, 0, 0);
	}
}
