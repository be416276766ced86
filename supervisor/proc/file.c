/* supervisor/proc/file.c - a whole small file into given memory, without surprises. */
#include "supervisor/proc/file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Looked at before it is opened: some devices act when they are. */
static int open_regular(int dir, const char *path)
{
	struct stat st;

	if (fstatat(dir, path, &st, 0) < 0)
		return -1;
	if (!S_ISREG(st.st_mode)) {
		errno = EINVAL;
		return -1;
	}
	/* O_NONBLOCK: what was swapped for a FIFO must not hang PID 1 (open(2)). */
	return openat(dir, path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

long file_read(const char *path, char *at, size_t size)
{
	return file_read_at(AT_FDCWD, path, at, size);
}

long file_read_at(int dir, const char *path, char *at, size_t size)
{
	int fd = open_regular(dir, path);
	struct stat st;
	size_t used = 0;
	ssize_t n = 0;
	int err = 0;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) < 0)
		err = errno;
	else if (!S_ISREG(st.st_mode))
		err = EINVAL;
	while (err == 0 && used < size && (n = read(fd, at + used, size - used)) > 0)
		used += (size_t)n;
	if (err == 0 && n < 0)
		err = errno;
	if (err == 0 && used == size)
		err = EFBIG;
	close(fd);
	if (err != 0)
		return -err;
	at[used] = '\0';
	return (long)used;
}

/* RESOLVE_CACHED (5.12): what the kernel remembers, without asking any file system. */
int file_is_known(const char *path)
{
	struct open_how how = { .flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_CACHED };
	int fd = (int)syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof how);

	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR || errno == EACCES ||
				       errno == ELOOP || errno == ENAMETOOLONG
			       ? -errno
			       : -EAGAIN;
	close(fd);
	return 0;
}
