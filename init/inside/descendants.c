/* init/inside/descendants.c - all processes below this one, found through /proc. */
#include "init/inside/descendants.h"

#include "init/sys/calls.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define DEEPEST 256 /* parents looked at; a longer chain is another round's */

struct linux_dirent64 { /* getdents64(2): libc has no header for it */
	uint64_t ino;
	int64_t off;
	unsigned short reclen;
	unsigned char type;
	char name[];
};

/* The parent and the start time of `pid`; false: it is gone. The name, field 2, may hold
 * any byte, so fields are counted from the last ')'. */
static bool look(int proc_fd, int pid, int *ret_parent, unsigned long long *ret_start)
{
	char path[32], text[1024], *at;
	ssize_t n;
	int fd;

	snprintf(path, sizeof path, "%d/stat", pid);
	fd = openat(proc_fd, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	n = read(fd, text, sizeof text - 1);
	close(fd);
	if (n <= 0)
		return false;
	text[n] = '\0';
	at = strrchr(text, ')');
	if (!at)
		return false;
	for (int field = 3; (at = strchr(at, ' ')) != NULL; field++) {
		at++;
		if (field == 4)
			*ret_parent = (int)strtol(at, NULL, 10);
		if (field == 22) {
			*ret_start = strtoull(at, NULL, 10);
			return true;
		}
	}
	return false;
}

static bool is_below(int proc_fd, int pid, int top)
{
	unsigned long long start;
	int parent = pid;

	for (int i = 0; i < DEEPEST; i++) {
		if (!look(proc_fd, parent, &parent, &start) || parent <= 0)
			return false;
		if (parent == top)
			return true;
	}
	return false;
}

/* The pidfd is opened before the last look: what it names is what was looked at. */
static bool signal_one(int proc_fd, int pid, int number)
{
	unsigned long long before, after;
	int parent, self = getpid();
	bool done = false;
	int fd;

	if (!look(proc_fd, pid, &parent, &before) || !is_below(proc_fd, pid, self))
		return false;
	fd = sys_pidfd_open(pid);
	if (fd < 0)
		return false;
	if (look(proc_fd, pid, &parent, &after) && before == after)
		done = sys_pidfd_signal(fd, number, NULL) == 0;
	close(fd);
	return done;
}

static int signal_listed(int proc_fd, const char *list, size_t len, int number)
{
	int count = 0;

	for (size_t at = 0; at < len;) {
		const struct linux_dirent64 *d = (const void *)(list + at);
		int pid = atoi(d->name);

		if (pid > 0 && pid != getpid() && signal_one(proc_fd, pid, number))
			count++;
		at += d->reclen;
	}
	return count;
}

int descendants_signal(int number)
{
	_Alignas(struct linux_dirent64) char list[4096];
	int proc_fd = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int count = 0;
	long n;

	if (proc_fd < 0)
		return 0;
	while ((n = syscall(SYS_getdents64, proc_fd, list, sizeof list)) > 0)
		count += signal_listed(proc_fd, list, (size_t)n, number);
	close(proc_fd);
	return count;
}
