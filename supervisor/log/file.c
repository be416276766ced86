/* supervisor/log/file.c - a log file: rotated by size, no line cut. */
#include "supervisor/log/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define AGAIN_MSEC 1000

size_t file_part(uint64_t size, uint64_t most, const char *text, size_t len)
{
	const char *nl;

	if (most == 0 || (size < most && len <= most - size))
		return len;
	nl = size < most ? memrchr(text, '\n', (size_t)(most - size)) : NULL;
	if (nl != NULL)
		return (size_t)(nl + 1 - text);
	if (size > 0)
		return 0;
	nl = memchr(text, '\n', len); /* one line that is larger than a file may be */
	return nl != NULL ? (size_t)(nl + 1 - text) : len;
}

void file_close(struct file *file)
{
	if (file->fd >= 0)
		close(file->fd);
	file->fd = -1;
	file->again = 0;
}

/* Never through a symbolic link that a service may have put there; but the container's
 * own streams are links. */
static int open_path(const struct file *file)
{
	int flags = O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;

	if (strncmp(file->path, "/dev/", 5) != 0 && strncmp(file->path, "/proc/", 6) != 0)
		flags |= O_NOFOLLOW;
	return open(file->path, flags, file->mode);
}

int file_ready(struct file *file, uint64_t now_msec)
{
	struct stat st;

	if (file->fd >= 0)
		return 0;
	if (file->again > now_msec)
		return file->failed;
	file->again = now_msec + AGAIN_MSEC;
	file->fd = open_path(file);
	if (file->fd < 0) {
		file->failed = -errno;
		return file->failed;
	}
	if (fstat(file->fd, &st) < 0) {
		int err = errno;

		file_close(file);
		return -err;
	}
	file->again = 0;
	file->regular = S_ISREG(st.st_mode);
	file->size = file->regular ? (uint64_t)st.st_size : 0;
	file->inode = st.st_ino;
	return 0;
}

bool file_cut(struct file *file, uint64_t size)
{
	if (ftruncate(file->fd, (off_t)size) < 0)
		return false;
	file->size = size;
	return true;
}

/* Goes on after a part was written: only that tells why it was not all. *ret_err: or 0. */
static size_t write_all(int fd, const char *text, size_t len, int *ret_err)
{
	size_t done = 0;

	*ret_err = 0;
	while (done < len && *ret_err == 0) {
		ssize_t n = write(fd, text + done, len - done);

		if (n > 0)
			done += (size_t)n;
		else if (n == 0 || errno != EINTR)
			*ret_err = n == 0 ? -EIO : -errno;
	}
	return done;
}

long file_write(struct file *file, const char *text, size_t len)
{
	const char *nl;
	size_t done, whole;
	int err;

	done = write_all(file->fd, text, len, &err);
	file->size += file->regular ? done : 0;
	if (done == len || (done > 0 && !file->regular))
		return (long)done;
	if (done == 0)
		return err;
	/* The disk is full in the middle of a line: that line goes as a whole. */
	nl = memrchr(text, '\n', done);
	whole = nl != NULL ? (size_t)(nl + 1 - text) : 0;
	file_cut(file, file->size - (done - whole));
	return whole > 0 ? (long)whole : err;
}

static void old_name(const struct file *file, unsigned i, char name[PATH_MAX + 16])
{
	if (i == 0)
		snprintf(name, PATH_MAX + 16, "%s", file->path);
	else
		snprintf(name, PATH_MAX + 16, "%s.%u", file->path, i);
}

int file_rotate(struct file *file)
{
	char from[PATH_MAX + 16], to[PATH_MAX + 16];
	int err = 0;

	if (file->keep == 0) {
		if (ftruncate(file->fd, 0) < 0)
			return -errno;
		file->size = 0;
		return 0;
	}
	for (unsigned i = file->keep; i > 0; i--) {
		old_name(file, i - 1, from);
		old_name(file, i, to);
		if (rename(from, to) < 0 && errno != ENOENT)
			err = -errno;
	}
	if (err < 0)
		return err;
	file_close(file);
	return file_ready(file, 0);
}
