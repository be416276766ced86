/* supervisor/proc/cgroup.c - manages a control group for each service. */
#include "supervisor/proc/cgroup.h"

#include "supervisor/proc/dirents.h"
#include "supervisor/proc/fd.h"
#include "supervisor/proc/file_read.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#define CGROUP2_MAGIC 0x63677270 /* CGROUP2_SUPER_MAGIC, linux/magic.h */
#define NAME_PREFIX   "ctinit."
#define BATCH_SIZE    32
#define MEMBERS_MAX   2048 /* further members get no stop signal and are only killed */

const char *cgroup_v2_line(char *text)
{
	while (text != NULL && strncmp(text, "0::/", 4) != 0)
		text = (text = strchr(text, '\n')) != NULL ? text + 1 : NULL;
	if (text != NULL)
		text[strcspn(text, "\n")] = '\0';
	return text;
}

static bool own_path(char *path, size_t size)
{
	char text[4096];
	const char *line;

	if (file_read_proc("/proc/self/cgroup", text, sizeof text) <= 0 ||
	    (line = cgroup_v2_line(text)) == NULL)
		return false;
	return (size_t)snprintf(path, size, "/sys/fs/cgroup%s", line + 3) < size;
}

/* Returns true if we may create groups below this one. A cgroup v2 must have only one
 * manager, and systemd marks a group that it delegates. The root of a cgroup namespace is
 * ours. The real root, which has no cgroup.type, is not. */
static bool is_delegated(int fd, const char *path)
{
	char yes[2];

	if (faccessat(fd, "cgroup.type", R_OK, 0) < 0 ||
	    faccessat(fd, "cgroup.procs", W_OK, 0) < 0)
		return false;
	if (strcmp(path, "/sys/fs/cgroup/") == 0)
		return true;
	return (fgetxattr(fd, "user.delegate", yes, sizeof yes) == 1 ||
		fgetxattr(fd, "trusted.delegate", yes, sizeof yes) == 1) &&
	       yes[0] == '1';
}

int cgroup_open_own(void)
{
	char path[4096];
	struct statfs fs;
	int fd = -1;

	if (own_path(path, sizeof path))
		fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0 && (fstatfs(fd, &fs) < 0 || fs.f_type != CGROUP2_MAGIC ||
			!is_delegated(fd, path))) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static int open_group_file(int own, const char *name, const char *file, int flags)
{
	char path[128];
	int n = snprintf(path, sizeof path, NAME_PREFIX "%s%s", name, file);

	if (n < 0 || (size_t)n >= sizeof path)
		return -1;
	return openat(own, path, flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
}

int cgroup_make(int own, const char *name)
{
	char path[64];
	int fd;

	snprintf(path, sizeof path, NAME_PREFIX "%s", name);
	if (mkdirat(own, path, 0755) < 0 && errno != EEXIST)
		return -errno;
	fd = open_group_file(own, name, "", O_RDONLY | O_DIRECTORY);
	if (fd >= 0 && faccessat(fd, "cgroup.kill", W_OK, 0) == 0)
		return fd;
	fd_close(fd);
	unlinkat(own, path, AT_REMOVEDIR); /* a kernel before 5.14 has no cgroup.kill */
	return -EOPNOTSUPP;
}

void cgroup_remove(int own, const char *name)
{
	char path[64];

	snprintf(path, sizeof path, NAME_PREFIX "%s", name);
	unlinkat(own, path, AT_REMOVEDIR);
}

void cgroup_remove_all(int own)
{
	struct dirents list;
	const char *name;

	if (lseek(own, 0, SEEK_SET) < 0)
		return;
	dirents_init(&list, own);
	while (dirents_next(&list, &name) > 0)
		if (strncmp(name, NAME_PREFIX, strlen(NAME_PREFIX)) == 0)
			unlinkat(own, name, AT_REMOVEDIR);
}

int cgroup_populated(int own, const char *name)
{
	char text[256];
	int fd = open_group_file(own, name, "/cgroup.events", O_RDONLY);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = read(fd, text, sizeof text - 1);
	close(fd);
	text[n < 0 ? 0 : n] = '\0';
	return strstr(text, "populated 1") != NULL;
}

bool cgroup_kill(int own, const char *name)
{
	int fd = open_group_file(own, name, "/cgroup.kill", O_WRONLY);
	bool done = fd >= 0 && write(fd, "1", 1) == 1;

	fd_close(fd);
	return done;
}

size_t cgroup_members(int own, const char *name, pid_t *pids, size_t most)
{
	char text[4096];
	int fd = open_group_file(own, name, "/cgroup.procs", O_RDONLY);
	size_t count = 0;
	ssize_t n = 0;
	long pid = 0;

	while (fd >= 0 && count < most && (n = read(fd, text, sizeof text)) > 0) {
		for (ssize_t i = 0; i < n && count < most; i++) {
			if (text[i] >= '0' && text[i] <= '9') {
				pid = pid * 10 + text[i] - '0';
				continue;
			}
			if (pid > 1) /* 0 is a process in another pid namespace */
				pids[count++] = (pid_t)pid;
			pid = 0;
		}
	}
	fd_close(fd);
	return count;
}

static bool contains_pid(pid_t pid, const pid_t *pids, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (pids[i] == pid)
			return true;
	}
	return false;
}

struct signal_choice {
	int (*signal_for)(void *context, pid_t pid);
	void *context;
};

/* Opens a pidfd first, then checks that the pid is still a member, because a process that
 * reuses the pid must not get the signal. A batch limits the number of open descriptors. */
static void signal_batch(int own, const char *name, const pid_t *pids, size_t count,
			 const struct signal_choice *choice)
{
	static pid_t now[MEMBERS_MAX];
	int fds[BATCH_SIZE];
	size_t members;

	for (size_t i = 0; i < count; i++)
		fds[i] = (int)syscall(SYS_pidfd_open, pids[i], 0);
	members = cgroup_members(own, name, now, MEMBERS_MAX);
	for (size_t i = 0; i < count; i++) {
		bool member = fds[i] >= 0 && contains_pid(pids[i], now, members);
		int signal = member ? choice->signal_for(choice->context, pids[i]) : 0;

		if (signal > 0) {
			syscall(SYS_pidfd_send_signal, fds[i], signal, NULL, 0);
			syscall(SYS_pidfd_send_signal, fds[i], SIGCONT, NULL, 0);
		}
		fd_close(fds[i]);
	}
}

void cgroup_signal_each(int own, const char *name,
			int (*signal_for)(void *context, pid_t pid), void *context)
{
	static pid_t pids[MEMBERS_MAX];
	const struct signal_choice choice = { signal_for, context };
	size_t count = cgroup_members(own, name, pids, MEMBERS_MAX);

	for (size_t i = 0; i < count; i += BATCH_SIZE)
		signal_batch(own, name, pids + i,
			     count - i < BATCH_SIZE ? count - i : BATCH_SIZE, &choice);
}

static int same_signal_for_all(void *context, pid_t pid)
{
	(void)pid;
	return *(int *)context;
}

void cgroup_signal(int own, const char *name, int signal)
{
	cgroup_signal_each(own, name, same_signal_for_all, &signal);
}

bool cgroup_service(const char *line, char *name, size_t size)
{
	const char *pos = strstr(line, "/" NAME_PREFIX);
	size_t len;

	if (pos == NULL)
		return false;
	pos += strlen("/" NAME_PREFIX);
	len = strcspn(pos, "/\n");
	if (len == 0 || len >= size)
		return false;
	memcpy(name, pos, len);
	name[len] = '\0';
	return true;
}
