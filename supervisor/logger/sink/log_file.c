/* supervisor/logger/sink/log_file.c - writes a log file, and rotates it between lines. */
#include "supervisor/logger/sink/log_file.h"

#include "supervisor/path/path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define RETRY_MSEC 1000

size_t log_file_part(uint64_t size, uint64_t max_bytes, const char *text, size_t len)
{
	const char *nl;

	if (max_bytes == 0 || (size < max_bytes && len <= max_bytes - size))
		return len;
	nl = size < max_bytes ? memrchr(text, '\n', (size_t)(max_bytes - size)) : NULL;
	if (nl != NULL)
		return (size_t)(nl + 1 - text);
	if (size > 0)
		return 0;
	nl = memchr(text, '\n', len); /* a line larger than max_bytes gets its own file */
	return nl != NULL ? (size_t)(nl + 1 - text) : len;
}

void log_file_close(struct log_file *file)
{
	if (file->fd >= 0)
		close(file->fd);
	file->fd = -1;
	file->retry_msec = file->rotate_retry_msec = 0;
}

int log_file_open(struct log_file *file, uint64_t now_msec)
{
	struct stat st;

	if (file->fd >= 0)
		return 0;
	if (file->retry_msec > now_msec)
		return file->open_error;
	file->retry_msec = now_msec + RETRY_MSEC;
	file->fd = path_open(PATH_LOG_FILE, AT_FDCWD, file->path,
			     O_WRONLY | O_APPEND | O_CREAT, file->mode);
	file->open_error = file->fd;
	if (file->fd >= 0 && fstat(file->fd, &st) < 0) {
		file->open_error = -errno;
		close(file->fd);
	}
	if (file->open_error < 0) {
		file->fd = -1;
		return file->open_error;
	}
	file->retry_msec = 0;
	file->is_regular = S_ISREG(st.st_mode);
	file->size = file->is_regular ? (uint64_t)st.st_size : 0;
	file->inode = st.st_ino;
	return 0;
}

bool log_file_truncate(struct log_file *file, uint64_t size)
{
	if (ftruncate(file->fd, (off_t)size) < 0)
		return false;
	file->size = size;
	return true;
}

/* Continues after a partial write, because only the next write returns the error. Sets
 * *ret_err to a negative errno or 0. */
static size_t write_fully(int fd, const char *text, size_t len, int *ret_err)
{
	size_t written = 0;

	*ret_err = 0;
	while (written < len && *ret_err == 0) {
		ssize_t n = write(fd, text + written, len - written);

		if (n > 0)
			written += (size_t)n;
		else if (n == 0 || errno != EINTR)
			*ret_err = n == 0 ? -EIO : -errno;
	}
	return written;
}

long log_file_write(struct log_file *file, const char *text, size_t len)
{
	const char *nl;
	size_t written, whole;
	int err;

	written = write_fully(file->fd, text, len, &err);
	file->size += file->is_regular ? written : 0;
	if (written == len || (written > 0 && !file->is_regular))
		return (long)written;
	if (written == 0)
		return err;
	/* the disk became full in the middle of a line: remove that line */
	nl = memrchr(text, '\n', written);
	whole = nl != NULL ? (size_t)(nl + 1 - text) : 0;
	log_file_truncate(file, file->size - (written - whole));
	return whole > 0 ? (long)whole : err;
}

#define ROTATED_NAME_MAX (PATH_COMPONENT + 16)

static void rotated_name(const char *name, unsigned number, char rotated[ROTATED_NAME_MAX])
{
	if (number == 0)
		snprintf(rotated, ROTATED_NAME_MAX, "%s", name);
	else
		snprintf(rotated, ROTATED_NAME_MAX, "%s.%u", name, number);
}

/* Returns the first number from 1 on that no rotated file has, but at most `keep`. */
static unsigned free_number(int dir, const char *name, unsigned keep)
{
	char rotated[ROTATED_NAME_MAX];
	unsigned number = 1;
	struct stat st;

	for (; number < keep; number++) {
		rotated_name(name, number, rotated);
		if (fstatat(dir, rotated, &st, AT_SYMLINK_NOFOLLOW) < 0 && errno == ENOENT)
			break;
	}
	return number;
}

/* Uses a descriptor of the directory, because the path may lead elsewhere later. Stops at
 * the first error, because the next rename would replace a file that still exists. */
static int rename_rotated(const struct log_file *file)
{
	char name[PATH_COMPONENT], from[ROTATED_NAME_MAX], to[ROTATED_NAME_MAX];
	int dir = path_parent(PATH_LOG_FILE, AT_FDCWD, file->path, name), err = 0;

	if (dir < 0)
		return dir;
	for (unsigned i = free_number(dir, name, file->keep); i > 0 && err == 0; i--) {
		rotated_name(name, i - 1, from);
		rotated_name(name, i, to);
		if (renameat(dir, from, dir, to) < 0 && errno != ENOENT)
			err = -errno;
	}
	close(dir);
	return err;
}

int log_file_rotate(struct log_file *file, uint64_t now_msec)
{
	if (file->rotate_retry_msec > now_msec)
		return file->rotate_error;
	if (file->keep == 0)
		file->rotate_error = log_file_truncate(file, 0) ? 0 : -errno;
	else
		file->rotate_error = rename_rotated(file);
	if (file->rotate_error < 0) {
		file->rotate_retry_msec = now_msec + RETRY_MSEC;
		return file->rotate_error;
	}
	if (file->keep == 0)
		return 0;
	log_file_close(file);
	return log_file_open(file, now_msec);
}
