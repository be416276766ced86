/* supervisor/proc/tty.c - lends the controlling terminal to a service and takes it back. */
#include "supervisor/proc/tty.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

/* When we give up the terminal, the kernel sends SIGHUP and SIGCONT to the foreground
 * group, which is ours (tty_ioctl(2), TIOCNOTTY). Discards both. */
static void release_terminal(int fd)
{
	const struct timespec now = { 0 };
	sigset_t two;

	if (ioctl(fd, TIOCNOTTY) < 0)
		return;
	sigemptyset(&two);
	sigaddset(&two, SIGHUP);
	sigaddset(&two, SIGCONT);
	while (sigtimedwait(&two, NULL, &now) > 0)
		;
}

void tty_let_go(int fd, struct termios *ret_state)
{
	memset(ret_state, 0, sizeof *ret_state);
	tcgetattr(fd, ret_state);
	release_terminal(fd);
}

static void restore_settings(int fd, const struct termios *state)
{
	if (state->c_lflag != 0)
		tcsetattr(fd, TCSANOW, state);
}

void tty_take_back(int fd, const struct termios *state)
{
	if (ioctl(fd, TIOCSCTTY, 0) == 0)
		restore_settings(fd, state);
}

/* getpgrp() is 0 if our group was made outside our pid namespace. We then need a new
 * group. */
void tty_foreground_back(int fd, const struct termios *state)
{
	if (getpgrp() == 0)
		setpgid(0, 0);
	if (tcsetpgrp(fd, getpgrp()) == 0)
		restore_settings(fd, state);
}
