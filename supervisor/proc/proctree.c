/* supervisor/proc/proctree.c - opens /proc and files in it. */
#include "supervisor/proc/proctree.h"

#include "supervisor/proc/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#define PROC_MAGIC 0x9fa0 /* PROC_SUPER_MAGIC, linux/magic.h */

/* A file system that is mounted over a file of /proc could block us for ever, so the open
 * must not cross a mount. */
int proctree_open_file(const struct proctree *t, const char *path, int flags)
{
	struct open_how how = { .flags = (uint64_t)(flags | O_NONBLOCK | O_CLOEXEC),
				.resolve = RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS };
	long fd;

	do
		fd = syscall(SYS_openat2, t->proc_fd, path, &how, sizeof how);
	while (fd < 0 && errno == EINTR);
	/* A kernel before 5.6 has no openat2(2), and a seccomp filter may refuse it. */
	if (fd < 0 && (errno == ENOSYS || errno == EPERM))
		fd = openat(t->proc_fd, path, (int)how.flags | O_NOFOLLOW);
	return (int)fd;
}

ssize_t proctree_read_file(const struct proctree *t, const char *path, char *text,
			   size_t size)
{
	int fd = proctree_open_file(t, path, O_RDONLY);
	ssize_t n;

	if (fd < 0)
		return -1;
	n = read(fd, text, size - 1);
	close(fd);
	if (n <= 0)
		return -1;
	text[n] = '\0';
	return n;
}

uint64_t proctree_now(void)
{
	struct timespec now;
	uint64_t hz = (uint64_t)sysconf(_SC_CLK_TCK);

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (uint64_t)now.tv_sec * hz + (uint64_t)now.tv_nsec * hz / 1000000000u;
}

void proctree_open(struct proctree *t)
{
	char text[32];
	struct statfs fs;
	ssize_t n;

	*t = (struct proctree){ .self = (uint32_t)getpid(), .gather_fd = -1 };
	t->proc_fd = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (t->proc_fd < 0)
		return;
	/* in the /proc of another pid namespace, our pids mean other processes */
	n = readlinkat(t->proc_fd, "self", text, sizeof text - 1);
	text[n < 0 ? 0 : n] = '\0';
	if (fstatfs(t->proc_fd, &fs) < 0 || fs.f_type != PROC_MAGIC ||
	    strtoul(text, NULL, 10) != t->self) {
		proctree_close(t);
		return;
	}
	snprintf(text, sizeof text, "%u/task/%u/children", t->self, t->self);
	t->lists = faccessat(t->proc_fd, text, R_OK, 0) == 0;
	if (t->lists)
		return;
	t->pairs = mmap(NULL, PROCTREE_PAIRS_MAX * sizeof *t->pairs, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (t->pairs == MAP_FAILED)
		proctree_close(t);
}

void proctree_close(struct proctree *t)
{
	fd_close(t->proc_fd);
	fd_close(t->gather_fd);
	if (t->pairs != NULL && t->pairs != MAP_FAILED)
		munmap(t->pairs, PROCTREE_PAIRS_MAX * sizeof *t->pairs);
	t->proc_fd = t->gather_fd = -1;
	t->pairs = NULL;
}
