/* supervisor/path/cached.c - looks up a path in the kernel's cache only. */
#include "supervisor/path/cached.h"

#include "conf/base/raw_syscall.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <sys/syscall.h>

static int lookup(const char *path, uint64_t resolve)
{
	struct open_how how = { .flags = O_PATH | O_CLOEXEC,
				.resolve = RESOLVE_CACHED | resolve };
	int fd = (int)raw_syscall_retry(SYS_openat2, AT_FDCWD, (long)path, (long)&how,
					sizeof how, 0);

	if (fd >= 0 || fd == -ENOENT || fd == -ENOTDIR || fd == -EACCES ||
	    fd == -ENAMETOOLONG)
		return fd;
	return -EAGAIN;
}

int path_lookup_cached(const char *path)
{
	return lookup(path, 0);
}

int path_lookup_cached_no_links(const char *path)
{
	return lookup(path, RESOLVE_NO_SYMLINKS);
}
