/* supervisor/path/trust.c - checks which users can have made or changed a file. */
#include "supervisor/path/trust.h"

#include "supervisor/path/path.h"

#include "conf/base/raw_syscall.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>

#define PROC_MAGIC 0x9fa0 /* statfs(2), PROC_SUPER_MAGIC */
#define OVERFLOW   65534u /* owner of files with an unmapped id: user_namespaces(7) */

static uint32_t own_uid(void)
{
	return (uint32_t)raw_syscall(SYS_geteuid, 0, 0, 0, 0, 0);
}

/* A ctinit that is not root has no more rights than its services, so it needs no check. */
static bool is_needed(void)
{
	return own_uid() == 0;
}

int trust_look(int dir, const char *name, int flags, struct stat *ret)
{
	return (int)raw_syscall_retry(SYS_newfstatat, dir, (long)name, (long)ret, flags, 0);
}

static long read_small_file(const char *path, char *to, size_t size)
{
	int fd = (int)raw_syscall_retry(SYS_openat, AT_FDCWD, (long)path,
					O_RDONLY | O_CLOEXEC, 0, 0);
	long n = fd < 0 ? fd : raw_syscall_retry(SYS_read, fd, (long)to, (long)size, 0, 0);

	if (fd >= 0)
		raw_syscall(SYS_close, fd, 0, 0, 0, 0);
	return n;
}

/* The two settings below are read once: only an administrator can change them, and all
 * processes have the same. */
bool path_hard_links_protected(void)
{
	static signed char known = -1;
	char level = '0';

	if (known < 0)
		known = read_small_file("/proc/sys/fs/protected_hardlinks", &level, 1) ==
				1 &&
			level == '1';
	return known > 0;
}

static const char *next_number(const char *pos, const char *end, uint64_t *ret)
{
	while (pos < end && (*pos < '0' || *pos > '9'))
		pos++;
	for (*ret = 0; pos < end && *pos >= '0' && *pos <= '9'; pos++)
		*ret = *ret * 10 + (uint64_t)(*pos - '0');
	return pos;
}

/* Returns true if our user namespace does not map the id OVERFLOW. Then a file with this
 * owner belongs to an id outside, and no process inside can have made it. */
static bool overflow_is_outside(void)
{
	static signed char known = -1;
	char text[4096];
	long n = known < 0 ? read_small_file("/proc/self/uid_map", text, sizeof text) : 0;
	const char *pos = text, *end = text + (n > 0 ? n : 0);
	bool mapped = n <= 0 || n == (long)sizeof text;

	if (known >= 0)
		return known > 0;
	while (pos < end) {
		uint64_t first, outside, count;

		pos = next_number(pos, end, &first);
		pos = next_number(pos, end, &outside);
		pos = next_number(pos, end, &count);
		mapped |= OVERFLOW >= first && OVERFLOW - first < count;
	}
	known = !mapped;
	return !mapped;
}

static bool belongs_to_root(const struct stat *st)
{
	return st->st_uid == 0 || (st->st_uid == OVERFLOW && overflow_is_outside());
}

bool trust_directory(int dir)
{
	struct stat st;

	return !is_needed() ||
	       (trust_look(dir, "", AT_EMPTY_PATH, &st) == 0 && belongs_to_root(&st) &&
		!(st.st_mode & (S_IWGRP | S_IWOTH)));
}

/* In a sticky directory, other users can add links but cannot remove root's. They could
 * hard-link one of root's links from another directory. */
static bool is_link_safe(const struct stat *above, const struct stat *link)
{
	return belongs_to_root(above) &&
	       (!(above->st_mode & (S_IWGRP | S_IWOTH)) ||
		(above->st_mode & S_ISVTX &&
		 (link->st_nlink == 1 || path_hard_links_protected())));
}

int trust_link(int dir, const char *name)
{
	struct stat link, above;
	int r = trust_look(dir, name, AT_SYMLINK_NOFOLLOW, &link);

	if (r == 0)
		r = trust_look(dir, "", AT_EMPTY_PATH, &above);
	if (r < 0)
		return r;
	if (!S_ISLNK(link.st_mode))
		return -EINVAL;
	return !is_needed() || (belongs_to_root(&link) && is_link_safe(&above, &link))
		       ? 0
		       : -ELOOP;
}

bool trust_is_proc(int dir)
{
	struct statfs fs;

	return raw_syscall_retry(SYS_fstatfs, dir, (long)&fs, 0, 0, 0) == 0 &&
	       fs.f_type == PROC_MAGIC;
}
