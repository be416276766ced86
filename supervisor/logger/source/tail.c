/* supervisor/logger/source/tail.c - opens followed files, and chooses the read offset. */
#include "supervisor/logger/source/source.h"

#include "supervisor/path/path.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A source_record.inode: there was no file. The next file is new, and is read from its
 * beginning. */
#define INODE_NEW UINT64_MAX

void tail_close_file(struct logger *lg, struct source *src)
{
	tail_unwatch(lg, src, TAIL_WATCH_FILE);
	if (src->fd >= 0)
		close(src->fd);
	src->fd = -1;
}

void tail_close(struct logger *lg, struct source *src)
{
	for (int which = 0; which < TAIL_WATCH_COUNT; which++)
		tail_unwatch(lg, src, (enum tail_watch)which);
	tail_close_file(lg, src);
}

/* Opens a regular file. Returns the descriptor, or -1 and sets errno: EINVAL if it is not
 * regular. */
static int open_regular(const char *path, struct stat *st)
{
	int fd = path_open(PATH_LOG_FOLLOW, AT_FDCWD, path, O_RDONLY, 0), err = -fd;

	if (fd >= 0 && fstat(fd, st) == 0)
		return fd;
	if (fd >= 0) {
		err = errno;
		close(fd);
	}
	errno = err;
	return -1;
}

/* Returns true if the path does not name a file that can be followed. */
static bool is_absent(int err)
{
	return err == ENOENT || err == ENOTDIR || err == ELOOP || err == EINVAL ||
	       err == ENXIO || err == EMLINK;
}

/* Does not report a missing file, because it may be created later. */
static void report_failure(struct logger *lg, struct source *src, int err)
{
	const char *path = src->tail.path, *reason = path_reason(err);
	struct stat st;

	if (src->tail.failure_reported || err == ENOENT || err == ENOTDIR)
		return;
	src->tail.failure_reported = true;
	if (err == EINVAL || err == ENXIO)
		reason = "it is not a regular file";
	else if (err == EDEADLK)
		reason = "its lines would come back to it by a log-file";
	else if (err == ELOOP && lstat(path, &st) == 0 && S_ISLNK(st.st_mode))
		reason = "it is a link";
	else if (reason == NULL)
		reason = strerror(err);
	logger_warn(lg, "%s: cannot follow %s: %s", src->stream->name, path, reason);
}

/* Decides where the read begins. If the record names this file, because the service's child
 * has measured it or a killed logger has read it, the recorded offset stays. If the record
 * names no file yet, the read begins at the current end of the file. Any other file is read
 * from its beginning. The order of the writes matters: if we are killed in between, the
 * next logger must treat the file as new, and must not read the text of the old one
 * again. */
static void set_offset(struct logger *lg, const struct source *src, const struct stat *st)
{
	struct source_record *record = &lg->memory->source[src->id];

	if (record->inode == st->st_ino && record->device == st->st_dev)
		return;
	if (record->inode != 0)
		record->inode = INODE_NEW;
	atomic_signal_fence(memory_order_seq_cst);
	record->tail_offset = record->inode == 0 ? (uint64_t)st->st_size : 0;
	record->device = st->st_dev;
	atomic_signal_fence(memory_order_seq_cst);
	record->inode = st->st_ino;
}

/* Opens a file that was rotated before a killed logger had read it to its end. It is now
 * the newest rotated file, PATH.1. */
static int open_rotated(const struct source *src, const struct source_record *record,
			struct stat *st)
{
	char path[PATH_MAX + 4];
	int fd;

	if (record->inode == 0 || record->inode == INODE_NEW ||
	    (stat(src->tail.path, st) == 0 && st->st_ino == record->inode))
		return -1;
	snprintf(path, sizeof path, "%s.1", src->tail.path);
	fd = open_regular(path, st);
	if (fd >= 0 && (st->st_ino != record->inode || st->st_dev != record->device)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static bool open_file(struct logger *lg, struct source *src)
{
	struct source_record *record = &lg->memory->source[src->id];
	struct stat st;

	src->fd = src->tail.was_opened ? -1 : open_rotated(src, record, &st);
	if (src->fd < 0)
		src->fd = open_regular(src->tail.path, &st);
	if (src->fd < 0) {
		if (record->inode == 0 && is_absent(errno))
			record->inode = INODE_NEW;
		report_failure(lg, src, errno);
		return false;
	}
	if (tail_would_loop(lg, src)) {
		close(src->fd);
		src->fd = -1;
		report_failure(lg, src, EDEADLK);
		return false;
	}
	src->tail.was_opened = true;
	src->tail.failure_reported = false;
	tail_watch_file(lg, src);
	set_offset(lg, src, &st);
	return true;
}

enum tail_result tail_open(struct logger *lg, struct source *src)
{
	struct stat st;

	if (src->tail.path == NULL)
		return TAIL_NONE;
	tail_watch_directories(lg, src);
	if (src->fd < 0 && !open_file(lg, src))
		return TAIL_NONE;
	if (fstat(src->fd, &st) < 0)
		return TAIL_OPEN;
	if (src->tail.is_unlinked != (st.st_nlink == 0)) {
		src->tail.is_unlinked = !src->tail.is_unlinked;
		tail_watch_directories(lg, src);
	}
	return (uint64_t)st.st_size < lg->memory->source[src->id].tail_offset
		       ? TAIL_TRUNCATED
		       : TAIL_OPEN;
}

void tail_rewind(struct logger *lg, const struct source *src)
{
	lg->memory->source[src->id].tail_offset = 0;
}

bool tail_was_replaced(struct logger *lg, const struct source *src)
{
	struct stat named, open;

	return src->fd >= 0 && stat(src->tail.path, &named) == 0 &&
	       fstat(src->fd, &open) == 0 &&
	       (named.st_ino != open.st_ino || named.st_dev != open.st_dev) &&
	       (uint64_t)open.st_size <= lg->memory->source[src->id].tail_offset;
}
