/* supervisor/proc/file_read.c - reads a whole small file into a buffer. */
#include "supervisor/proc/file_read.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* All files are opened with O_NONBLOCK, because a read of some files in /proc waits for
 * data. */
long file_read_fd(int fd, char *to, size_t size)
{
	size_t used = 0;
	ssize_t n = 0;
	long r;

	while (used < size && (n = read(fd, to + used, size - used)) > 0)
		used += (size_t)n;
	r = n < 0 ? -errno : used == size ? -EFBIG : (long)used;
	close(fd);
	if (r >= 0)
		to[used] = '\0';
	return r;
}

static const struct path_ids *read_as;

void file_read_as(const struct path_ids *ids)
{
	read_as = ids;
}

int file_directory(enum path_use use, const char *path)
{
	const struct path_how how = { .flags = O_RDONLY | O_DIRECTORY, .ids = read_as };

	return path_open_as(&how, use, AT_FDCWD, path);
}

long file_read(enum path_use use, int dir, const char *path, char *to, size_t size)
{
	const struct path_how how = { .flags = O_RDONLY, .ids = read_as };
	int fd = path_open_as(&how, use, dir, path);

	return fd < 0 ? fd : file_read_fd(fd, to, size);
}

long file_read_proc(const char *path, char *to, size_t size)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	return fd < 0 ? -errno : file_read_fd(fd, to, size);
}
