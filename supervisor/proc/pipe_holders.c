/* supervisor/proc/pipe_holders.c - finds and kills processes that hold the lock of a
 * pipe. */
#include "supervisor/proc/pipe_holders.h"

#include "supervisor/proc/proctree.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PIPES_MAX   2
#define HOLDERS_MAX 256

struct holder_search {
	int proc_fd;
	char names[PIPES_MAX][32]; /* names such as "pipe:[123]" */
	size_t name_count;
	pid_t self, spare, pid; /* `pid` is the process that is inspected now */
	int found[HOLDERS_MAX]; /* pidfds of the found processes */
	size_t count;
	/* True: found[] has only processes inside a system call that locks one of the pipes
	 * (locking_calls[]). False: no such process was seen, and found[] has all that have
	 * one of the pipes open. */
	bool in_call;
	bool all; /* the argument of pipe_holders_kill() */
};

/* Calls each() for every numeric entry of a directory in /proc, until it returns true.
 * Returns the last result of each(), or false if the directory cannot be read. */
static bool each_numbered_entry(int proc_fd, const char *path,
				bool (*each)(struct holder_search *s, int dir_fd,
					     const char *name),
				struct holder_search *s)
{
	int fd = openat(proc_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *e;
	bool found = false;

	if (dir == NULL)
		return false;
	while (!found && (e = readdir(dir)) != NULL)
		if (isdigit((unsigned char)e->d_name[0]))
			found = each(s, fd, e->d_name);
	closedir(dir);
	return found;
}

static bool is_searched_pipe(struct holder_search *s, int dir_fd, const char *name)
{
	char target[64];
	ssize_t n = readlinkat(dir_fd, name, target, sizeof target - 1);

	if (n < 0)
		return false;
	target[n] = '\0';
	for (size_t i = 0; i < s->name_count; i++)
		if (strcmp(target, s->names[i]) == 0)
			return true;
	return false;
}

/* The system calls that hold the lock of a pipe, and which of their arguments are
 * descriptors. */
static const struct {
	long number;
	int fds[2];
} locking_calls[] = {
	{ SYS_splice, { 0, 2 } },
	{ SYS_tee, { 0, 1 } },
	{ SYS_vmsplice, { 0, 0 } },
	{ SYS_sendfile, { 0, 1 } },
};

/* Returns true if the arguments of a call ("0x4 0x0 0x1 ...") name one of the pipes. If
 * another thread has closed the descriptor meanwhile, we cannot know its file. Such a
 * descriptor counts only with `all`, because then the first search did not help. */
static bool names_pipe(struct holder_search *s, const char *args, const int which[2])
{
	unsigned long values[3] = { 0 };
	char path[40], target[64], *pos = (char *)(uintptr_t)args;
	bool found = false;

	for (int i = 0; i < 3; i++)
		values[i] = strtoul(pos, &pos, 16);
	for (int i = 0; i < 2 && !found; i++) {
		snprintf(path, sizeof path, "%d/fd/%d", (int)s->pid, (int)values[which[i]]);
		found = is_searched_pipe(s, s->proc_fd, path) ||
			(s->all &&
			 readlinkat(s->proc_fd, path, target, sizeof target) < 0 &&
			 errno == ENOENT);
	}
	return found;
}

/* Reads /proc/PID/task/TID/syscall: "275 0x4 ..." while the thread is in a system call. */
static bool is_in_call(struct holder_search *s, int dir_fd, const char *name)
{
	char path[40], text[128], *args;
	ssize_t n;
	long number;
	int fd;

	snprintf(path, sizeof path, "%.20s/syscall", name);
	fd = openat(dir_fd, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	n = read(fd, text, sizeof text - 1);
	close(fd);
	if (n <= 0 || !isdigit((unsigned char)text[0]))
		return false;
	text[n] = '\0';
	number = strtol(text, &args, 10);
	for (size_t i = 0; i < sizeof locking_calls / sizeof locking_calls[0]; i++)
		if (number == locking_calls[i].number)
			return names_pipe(s, args, locking_calls[i].fds);
	return false;
}

static void drop_found(struct holder_search *s)
{
	while (s->count > 0)
		close(s->found[--s->count]);
}

/* Inspects a process with its own ids, which needs no CAP_SYS_PTRACE. Opens the pidfd
 * first: while it is valid, all that we read belongs to that process. */
static bool inspect_process(struct holder_search *s, int dir_fd, const char *name)
{
	pid_t pid = (pid_t)strtol(name, NULL, 10);
	char path[40];
	struct stat st;
	bool has, in_call;
	int pidfd;

	if (pid <= 1 || pid == s->self || pid == s->spare || s->count == HOLDERS_MAX ||
	    fstatat(dir_fd, name, &st, 0) < 0)
		return false;
	pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (pidfd < 0)
		return false;
	setfsgid(st.st_gid);
	setfsuid(st.st_uid);
	snprintf(path, sizeof path, "%d/fd", (int)pid);
	s->pid = pid;
	has = each_numbered_entry(dir_fd, path, is_searched_pipe, s);
	snprintf(path, sizeof path, "%d/task", (int)pid);
	in_call = (has || s->all) && each_numbered_entry(dir_fd, path, is_in_call, s);
	setfsuid(0);
	setfsgid(0);
	if (in_call && !s->in_call)
		drop_found(s);
	s->in_call |= in_call;
	if ((has || in_call) && in_call == s->in_call)
		s->found[s->count++] = pidfd;
	else
		close(pidfd);
	return false;
}

static void search_and_kill(const uint64_t *pipes, size_t count, pid_t spare, bool all)
{
	static struct holder_search s;
	struct proctree tree;

	s.self = (pid_t)syscall(SYS_getpid);
	s.spare = spare;
	s.all = all;
	for (; s.name_count < count && s.name_count < PIPES_MAX; s.name_count++)
		snprintf(s.names[s.name_count], sizeof s.names[0], "pipe:[%llu]",
			 (unsigned long long)pipes[s.name_count]);
	proctree_open(&tree);
	s.proc_fd = tree.proc_fd;
	if (tree.proc_fd >= 0)
		each_numbered_entry(tree.proc_fd, ".", inspect_process, &s);
	for (size_t i = 0; i < s.count && (s.in_call || all); i++)
		syscall(SYS_pidfd_send_signal, s.found[i], SIGKILL, NULL, 0);
}

int pipe_holders_kill(const uint64_t *pipes, size_t count, pid_t spare, bool all)
{
	long pid = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);

	if (pid < 0)
		return -errno;
	if (pid == 0) {
		search_and_kill(pipes, count, spare, all);
		for (;;)
			syscall(SYS_exit_group, 0);
	}
	return 0;
}

/* The child has copies of the descriptors until we kill it, after our own close. So the
 * last close, which may block, happens when the child exits. */
void pipe_close_in_child(const int *fds, size_t count)
{
	long pid = count > 0 ? syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0) : -1;

	while (pid == 0)
		syscall(SYS_ppoll, NULL, 0, NULL, NULL, 0);
	for (size_t i = 0; i < count; i++)
		close(fds[i]);
	if (pid > 0)
		kill((pid_t)pid, SIGKILL);
}

union descriptor_message {
	struct cmsghdr header;
	char bytes[CMSG_SPACE(sizeof(int))];
};

/* Runs in the child. Makes only raw system calls, because libc does not know of this
 * fork. */
static void open_and_send(const char *path, int socket_fd)
{
	union descriptor_message control = { .header = { .cmsg_len = CMSG_LEN(sizeof(int)),
							 .cmsg_level = SOL_SOCKET,
							 .cmsg_type = SCM_RIGHTS } };
	struct iovec part = { (char[]){ 0 }, 1 };
	const struct msghdr message = { .msg_iov = &part,
					.msg_iovlen = 1,
					.msg_control = control.bytes,
					.msg_controllen = sizeof control.bytes };
	int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CLOEXEC, 0);

	memcpy(CMSG_DATA(&control.header), &fd, sizeof fd);
	if (fd >= 0)
		syscall(SYS_sendmsg, socket_fd, &message, MSG_NOSIGNAL);
	for (;;)
		syscall(SYS_exit_group, 0);
}

int pipe_open_begin(int read_end)
{
	char path[40];
	int ends[2], r;
	long pid;

	snprintf(path, sizeof path, "/proc/self/fd/%d", read_end);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return -errno;
	pid = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
	r = pid < 0 ? -errno : ends[0];
	if (pid == 0)
		open_and_send(path, ends[1]);
	close(ends[1]);
	if (r < 0)
		close(ends[0]);
	return r;
}

int pipe_open_end(int socket_fd, int wait_msec)
{
	union descriptor_message control;
	char byte;
	struct iovec part = { &byte, 1 };
	struct msghdr message = { .msg_iov = &part,
				  .msg_iovlen = 1,
				  .msg_control = control.bytes,
				  .msg_controllen = sizeof control.bytes };
	struct pollfd answer = { socket_fd, POLLIN, 0 };
	int fd;

	if (poll(&answer, 1, wait_msec) <= 0)
		return -EBUSY;
	if (recvmsg(socket_fd, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT) != 1 ||
	    CMSG_FIRSTHDR(&message) == NULL)
		return -EIO;
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof fd);
	return fd;
}
