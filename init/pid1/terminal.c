/* init/pid1/terminal.c - gives the container its terminal. */
#include "init/pid1/terminal.h"

#include "init/handoff/handoff.h"
#include "init/sys/calls.h"
#include "supervisor/proc/tty.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <termios.h>
#include <unistd.h>

#include <linux/magic.h>

#define PTY_SLAVE_MAJOR_FIRST 136 /* Documentation/admin-guide/devices.txt */
#define PTY_SLAVE_MAJOR_LAST  143

int terminal_in_place(int stdin_fd)
{
	struct termios state;

	if (stdin_fd < 0 || !isatty(stdin_fd))
		return -1;
	if (tcgetsid(stdin_fd) == getsid(0)) {
		if (getsid(0) != getpid())
			return -1; /* the terminal belongs to a shell with job control */
		tty_let_go(stdin_fd, &state);
	} else if (tcgetsid(stdin_fd) > 0) {
		return -1;
	}
	return fcntl(stdin_fd, F_DUPFD_CLOEXEC, 3);
}

/* Returns 0 if `slave` is a slave of a devpts, otherwise a negative errno. */
static int check_slave(int slave)
{
	struct statfs fs;
	struct stat st;

	if (fstat(slave, &st) < 0 || fstatfs(slave, &fs) < 0)
		return -errno;
	if (!S_ISCHR(st.st_mode) || major(st.st_rdev) < PTY_SLAVE_MAJOR_FIRST ||
	    major(st.st_rdev) > PTY_SLAVE_MAJOR_LAST || fs.f_type != DEVPTS_SUPER_MAGIC)
		return -ENOTTY;
	return 0;
}

static int open_slave(int master, bool only_output)
{
	int flags = (only_output ? O_WRONLY : O_RDWR) | O_NOCTTY | O_CLOEXEC;
	int unlocked = 0;
	int slave, r;

	if (ioctl(master, TIOCSPTLCK, &unlocked) < 0)
		return -errno;
	slave = ioctl(master, TIOCGPTPEER, flags);
	if (slave < 0)
		return -errno;
	r = check_slave(slave);
	if (r < 0) {
		close(slave);
		return r;
	}
	return slave;
}

/* This pty gets no input. We write VEOF characters, so a process that reads it does not
 * block forever: each VEOF on an empty line makes one read(2) return 0 (termios(3)). */
#define VEOF_COUNT 64

static void make_output_only(int master, int slave)
{
	struct termios state;
	char ends[VEOF_COUNT];

	if (tcgetattr(slave, &state) < 0)
		return;
	state.c_oflag &= ~(tcflag_t)OPOST;
	state.c_lflag &= ~(tcflag_t)ECHO;
	state.c_lflag |= ICANON;
	if (tcsetattr(slave, TCSANOW, &state) < 0)
		return;
	memset(ends, state.c_cc[VEOF], sizeof ends);
	(void)!write(master, ends, sizeof ends);
}

int terminal_make(int pts_fd, const struct terminal_wishes *wishes, int *ret_master,
		  int *ret_slave)
{
	struct winsize size = { .ws_row = wishes->rows, .ws_col = wishes->columns };
	int master = openat(pts_fd, "ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
	int slave;

	if (master < 0)
		return -errno;
	slave = open_slave(master, wishes->only_output);
	if (slave < 0) {
		close(master);
		return slave;
	}
	if (size.ws_row > 0 && size.ws_col > 0)
		ioctl(slave, TIOCSWINSZ, &size);
	if (wishes->only_output)
		make_output_only(master, slave);
	*ret_master = master;
	*ret_slave = slave;
	return 0;
}

int terminal_adopt(int slave)
{
	for (int fd = 0; fd < 3; fd++)
		if (isatty(fd) && dup2(slave, fd) < 0)
			return -errno;
	return 0;
}
