/* supervisor/proc/tty.c - the controlling terminal: lent to a service, and taken back. */
#include "supervisor/proc/tty.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

/* Giving up a controlling terminal sends HUP and CONT to its foreground group, that is us
 * (tty_ioctl(2), TIOCNOTTY): swallow those two, they mean nothing. */
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

/* A group that was made outside our pid namespace has no number in it: then one of our
 * own. */
void tty_foreground_back(int fd, const struct termios *state)
{
	if (getpgrp() == 0)
		setpgid(0, 0);
	if (tcsetpgrp(fd, getpgrp()) == 0)
		restore_settings(fd, state);
}
