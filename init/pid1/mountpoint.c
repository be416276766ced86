/* init/pid1/mountpoint.c - makes mount points without following symbolic links. */
#include "init/pid1/mountpoint.h"

#include "init/sys/calls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <unistd.h>

#define RESOLVE (RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_BENEATH)

int mountpoint_open(int dir, const char *path)
{
	return sys_openat2(dir, path, O_PATH | O_NOFOLLOW | O_CLOEXEC, 0, RESOLVE);
}

int mountpoint_directory(int dir, const char *path, mode_t mode)
{
	int flags = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	int fd = sys_openat2(dir, path, flags, 0, RESOLVE);

	if (fd != -ENOENT)
		return fd;
	/* mkdirat(2) does not follow a link in the last component, and we have just checked
	 * the others. */
	if (mkdirat(dir, path, mode) < 0)
		return -errno;
	return sys_openat2(dir, path, flags, 0, RESOLVE);
}

int mountpoint_file(int dir, const char *name)
{
	return mknodat(dir, name, S_IFREG | 0666, 0) < 0 ? -errno : 0;
}
