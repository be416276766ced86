/* init/runtime/std_streams.c - decides which standard streams a container gets. */
#include "init/runtime/std_streams.h"

#include "conf/base/base.h"
#include "init/runtime/die.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <termios.h>
#include <unistd.h>

#ifndef PID_FS_MAGIC /* since Linux 6.9, include/uapi/linux/magic.h */
#define PID_FS_MAGIC 0x50494446
#endif

#define MEMORY_MAJOR  1 /* null, zero, kmsg, ...; Documentation/admin-guide/devices.txt */
#define VT_MAJOR      4
#define TTY_MAJOR     5
#define PTY_MAJOR     136
#define PTY_MAJOR_END 143

static const char *const names[] = { "standard input", "standard output",
				     "standard error" };

/* Returns true for a terminal whose other side is closed: every call on it fails with
 * EIO. */
static bool is_hung_up(int fd, const struct stat *st)
{
	unsigned number = major(st->st_rdev);
	struct termios state;

	return (number == VT_MAJOR || number == TTY_MAJOR ||
		(number >= PTY_MAJOR && number <= PTY_MAJOR_END)) &&
	       tcgetattr(fd, &state) < 0 && errno == EIO;
}

/* Returns true for devices that the container has too: null, zero, full, random,
 * urandom. */
static bool is_harmless_device(dev_t number)
{
	return major(number) == MEMORY_MAJOR &&
	       (minor(number) == 3 || minor(number) == 5 ||
		(minor(number) >= 7 && minor(number) <= 9));
}

static bool is_plain_socket(int fd)
{
	int domain = -1, type = -1;
	socklen_t size = sizeof domain;

	if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) < 0 ||
	    getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) < 0)
		return false;
	return (domain == AF_UNIX || domain == AF_INET || domain == AF_INET6) &&
	       (type == SOCK_STREAM || type == SOCK_DGRAM || type == SOCK_SEQPACKET);
}

/* Returns false for namespaces and processes, which look like regular files to fstat(2). */
static bool is_plain_file(int fd)
{
	struct statfs fs;

	return fstatfs(fd, &fs) == 0 && fs.f_type != NSFS_MAGIC &&
	       fs.f_type != PID_FS_MAGIC;
}

/* Returns why the descriptor is refused, as the `step` of die(), or NULL. */
static const char *find_fault(int fd, const struct stat *st)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags >= 0 && flags & O_PATH)
		return "give the container a descriptor of a path (O_PATH) as";
	switch (st->st_mode & S_IFMT) {
	case S_IFIFO: return NULL;
	case S_IFREG:
		return is_plain_file(fd) ? NULL
					 : "give the container a namespace or a process as";
	case S_IFDIR: return "give the container a directory as";
	case S_IFBLK: return "give the container a block device as";
	case S_IFSOCK:
		return is_plain_socket(fd) ? NULL
					   : "give the container a socket that is neither "
					     "Unix nor TCP nor UDP as";
	case S_IFCHR:
		return is_harmless_device(st->st_rdev) || isatty(fd) || is_hung_up(fd, st)
			       ? NULL
			       : "give the container a device that is no terminal as";
	}
	return "give the container a descriptor that is no file as";
}

void std_streams_check(int closed)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		struct stat st;

		if (closed & 1 << fd)
			continue;
		if (fstat(fd, &st) < 0)
			die("stat", names[fd], errno, NULL);
		const char *wrong = find_fault(fd, &st);
		/* The refused stderr may be unable to show the message, so print it to
		 * stdout. */
		if (wrong && fd == STDERR_FILENO)
			dup2(STDOUT_FILENO, STDERR_FILENO);
		if (wrong)
			die(wrong, names[fd], 0,
			    "processes inside could reach what is outside through it; "
			    "redirect it, to /dev/null, a pipe or a file");
	}
}

static bool is_pipe(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISFIFO(st.st_mode);
}

/* If the output goes into a pipe, its reader, such as less, may use the same terminal. Then
 * we do not relay the input through a pty: that would need the terminal exclusively and in
 * raw mode. */
void std_streams_plan(struct std_streams *streams, bool container, bool input)
{
	bool typed = input && isatty(STDIN_FILENO);
	int screen = isatty(STDOUT_FILENO)   ? STDOUT_FILENO
		     : isatty(STDERR_FILENO) ? STDERR_FILENO
		     : typed                 ? STDIN_FILENO
					     : -1;

	*streams = (struct std_streams){
		.terminal = HANDOFF_TERMINAL_NONE,
		.screen = screen,
		.keyboard = -1,
		.pipe_fd = -1,
	};
	if (typed && isatty(STDOUT_FILENO)) {
		streams->terminal = HANDOFF_TERMINAL_WHOLE;
	} else if (!container) {
		return;
	} else if (typed && !is_pipe(STDOUT_FILENO)) {
		streams->terminal = HANDOFF_TERMINAL_WHOLE;
	} else {
		streams->by_pipe = typed;
		if (screen > STDIN_FILENO)
			streams->terminal = HANDOFF_TERMINAL_OUTPUT;
	}
}

/* Replaces `fd` with /dev/null, which the container later replaces with its own. Without
 * /dev/null, uses one end of a pipe whose other end is closed. */
static void replace_by_null(int fd)
{
	int ends[2] = { -1, -1 };
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0 && pipe2(ends, O_CLOEXEC) == 0)
		null = ends[fd == STDIN_FILENO ? 0 : 1];
	if (null < 0 || dup2(null, fd) < 0)
		die("replace by /dev/null", names[fd], errno, NULL);
	close(ends[0] >= 0 ? ends[0] : null);
	if (ends[1] >= 0)
		close(ends[1]);
}

static void open_input_pipe(struct std_streams *streams)
{
	int ends[2];

	streams->keyboard = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (streams->keyboard < 0 || pipe2(ends, O_CLOEXEC) < 0 ||
	    dup2(ends[0], STDIN_FILENO) < 0)
		die("make a pipe for", names[0], errno, NULL);
	close(ends[0]);
	streams->pipe_fd = ends[1];
}

void std_streams_open(struct std_streams *streams, int closed, bool container)
{
	if (!container)
		return;
	if (streams->by_pipe)
		open_input_pipe(streams);
	else if (streams->terminal != HANDOFF_TERMINAL_WHOLE && isatty(STDIN_FILENO))
		replace_by_null(STDIN_FILENO);
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		struct stat st;

		/* process_start.c may have opened a directory for a closed stream. */
		if (fstat(fd, &st) == 0 &&
		    (is_hung_up(fd, &st) || (closed & 1 << fd && S_ISDIR(st.st_mode))))
			replace_by_null(fd);
	}
}

void std_streams_after_clone(struct std_streams *streams)
{
	if (streams->by_pipe)
		replace_by_null(STDIN_FILENO);
}
