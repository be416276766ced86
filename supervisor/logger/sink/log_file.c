/* supervisor/logger/sink/log_file.c - a log file: rotated by size, no line cut. */
#include "supervisor/logger/sink/log_file.h"

#include "supervisor/path/path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define AGAIN_MSEC 1000

size_t log_file_part(uint64_t size, uint64_t most, const char *text, size_t len)
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

void log_file_close(struct file *file)
{
	if (file->fd >= 0)
		close(file->fd);
	file->fd = -1;
	file->again = 0;
}

int log_file_open(struct file *file, uint64_t now_msec)
{
	struct stat st;

	if (file->fd >= 0)
		return 0;
	if (file->again > now_msec)
		return file->failed;
	file->again = now_msec + AGAIN_MSEC;
	file->fd = path_open(PATH_LOG_FILE, AT_FDCWD, file->path,
			     O_WRONLY | O_APPEND | O_CREAT, file->mode);
	if (file->fd < 0) {
		file->failed = file->fd;
		file->fd = -1;
		return file->failed;
	}
	if (fstat(file->fd, &st) < 0) {
		int err = errno;

		log_file_close(file);
		return -err;
	}
	file->again = 0;
	file->regular = S_ISREG(st.st_mode);
	file->size = file->regular ? (uint64_t)st.st_size : 0;
	file->inode = st.st_ino;
	return 0;
}

bool log_file_truncate(struct file *file, uint64_t size)
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

long log_file_write(struct file *file, const char *text, size_t len)
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
	log_file_truncate(file, file->size - (done - whole));
	return whole > 0 ? (long)whole : err;
}

#define OLD_NAME (PATH_COMPONENT + 16)

static void old_name(const char *name, unsigned i, char old[OLD_NAME])
{
	if (i == 0)
		snprintf(old, OLD_NAME, "%s", name);
	else
		snprintf(old, OLD_NAME, "%s.%u", name, i);
}

/* By the directory's descriptor: the path may lead elsewhere a moment later. */
static int move_old(const struct file *file)
{
	char name[PATH_COMPONENT], from[OLD_NAME], to[OLD_NAME];
	int dir = path_parent(PATH_LOG_FILE, AT_FDCWD, file->path, name), err = 0;

	if (dir < 0)
		return dir;
	for (unsigned i = file->keep; i > 0; i--) {
		old_name(name, i - 1, from);
		old_name(name, i, to);
		if (renameat(dir, from, dir, to) < 0 && errno != ENOENT)
			err = -errno;
	}
	close(dir);
	return err;
}

int log_file_rotate(struct file *file)
{
	int err;

	if (file->keep == 0) {
		if (ftruncate(file->fd, 0) < 0)
			return -errno;
		file->size = 0;
		return 0;
	}
	err = move_old(file);
	if (err < 0)
		return err;
	log_file_close(file);
	return log_file_open(file, 0);
}
