/* supervisor/log/follow.c - files that a daemon writes, read as they grow.
 *
 * One inotify watch on the directory sees the file appear and be moved away; one on the
 * file itself sees an old one grow after it was moved. Both only wake: what is new is
 * seen by looking at the file. */
#include "supervisor/log/logger.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#define POLL_MSEC 250 /* where there is no inotify */
#define TURNS     8

static void watch_directory(struct logger *l, struct source *src)
{
	char dir[PATH_MAX];
	const char *slash = strrchr(src->path, '/');

	if (slash == NULL || (src->watch[0] >= 0 && !src->unlinked) || l->inotify < 0)
		return;
	snprintf(dir, sizeof dir, "%.*s/", (int)(slash - src->path), src->path);
	src->watch[0] =
		inotify_add_watch(l->inotify, dir,
				  IN_CREATE | IN_MOVED_TO | IN_DELETE | IN_MOVE_SELF);
}

static void watch_file(struct logger *l, struct source *src)
{
	char path[40];

	if (l->inotify < 0)
		return;
	snprintf(path, sizeof path, "/proc/self/fd/%d", src->fd);
	src->watch[1] = inotify_add_watch(l->inotify, path, IN_MODIFY);
	if (src->watch[1] < 0) /* no /proc */
		src->watch[1] = inotify_add_watch(l->inotify, src->path, IN_MODIFY);
}

void follow_close(struct logger *l, struct source *src)
{
	/* The watch of a directory may be another source's too: it stays. */
	if (src->watch[1] >= 0 && l->inotify >= 0)
		inotify_rm_watch(l->inotify, src->watch[1]);
	src->watch[1] = -1;
	if (src->fd >= 0)
		close(src->fd);
	src->fd = -1;
}

/* The descriptor; -1 and errno, EINVAL for what is no regular file. */
static int open_regular(const char *path, struct stat *st)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC);

	if (fd >= 0 && (fstat(fd, st) < 0 || !S_ISREG(st->st_mode))) {
		close(fd);
		fd = -1;
		errno = EINVAL;
	}
	return fd;
}

/* That it is not there yet is as it should be. */
static void cannot_follow(struct logger *l, struct source *src, int err)
{
	const char *why = err == EINVAL || err == ENXIO ? "it is no regular file"
			  : err == ELOOP                ? "it is a link"
							: strerror(err);

	if (src->told || err == ENOENT || err == ENOTDIR)
		return;
	src->told = true;
	logger_say(l, "%s: cannot follow %s: %s", src->stream->name, src->path, why);
}

/* Where to begin: at the end of what was there before the service first started, which its
 * child noted; where a killed logger was; or, of another file, at the beginning. */
static void set_offset(struct logger *l, const struct source *src, const struct stat *st)
{
	struct store_source *state = &l->store->source[src->id];

	if (state->inode == st->st_ino && state->device == st->st_dev)
		return;
	/* Killed in between, the next one begins with a new file, not anew with the old. */
	if (state->inode != 0 || src->was_missing)
		state->inode = UINT64_MAX;
	atomic_signal_fence(memory_order_seq_cst);
	state->offset = state->inode == 0 ? (uint64_t)st->st_size : 0;
	state->device = st->st_dev;
	atomic_signal_fence(memory_order_seq_cst);
	state->inode = st->st_ino;
}

/* What was begun does not go on in another file. */
static void end_line(struct logger *l, struct source *src)
{
	uint32_t budget = src->budget;

	source_end(l, src);
	src->budget = budget;
}

/* Moved away before it was read to its end: by the name that rotation gives it. */
static int open_moved(const struct source *src, const struct store_source *state,
		      struct stat *st)
{
	char path[PATH_MAX + 4];
	int fd;

	if (state->inode == 0 || state->inode == UINT64_MAX ||
	    (stat(src->path, st) == 0 && st->st_ino == state->inode))
		return -1;
	snprintf(path, sizeof path, "%s.1", src->path);
	fd = open_regular(path, st);
	if (fd >= 0 && (st->st_ino != state->inode || st->st_dev != state->device)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

bool follow_open(struct logger *l, struct source *src)
{
	struct store_source *state = &l->store->source[src->id];
	struct stat st;

	if (src->path == NULL)
		return false;
	watch_directory(l, src);
	if (src->fd < 0) {
		src->fd = src->opened ? -1 : open_moved(src, state, &st);
		if (src->fd < 0)
			src->fd = open_regular(src->path, &st);
		if (src->fd < 0) {
			cannot_follow(l, src, errno);
			src->was_missing = true;
			return false;
		}
		src->opened = true;
		src->told = false;
		watch_file(l, src);
		set_offset(l, src, &st);
	}
	if (fstat(src->fd, &st) < 0)
		return true;
	src->unlinked = st.st_nlink == 0;
	if ((uint64_t)st.st_size < state->offset) {
		end_line(l, src); /* truncated: what follows is new */
		state->offset = 0;
	}
	return true;
}

bool follow_next(struct logger *l, struct source *src)
{
	struct stat now, here;

	if (src->fd < 0 || stat(src->path, &now) < 0 || fstat(src->fd, &here) < 0 ||
	    (now.st_ino == here.st_ino && now.st_dev == here.st_dev) ||
	    (uint64_t)here.st_size > l->store->source[src->id].offset)
		return false;
	end_line(l, src);
	follow_close(l, src);
	return follow_open(l, src);
}

/* Not for ever: others have their turn. */
static void look(struct logger *l, struct source *src)
{
	int turns = 0;

	while (!src->waiting && turns < TURNS && source_turn(l, src))
		turns++;
	l->more |= turns == TURNS;
}

/* Where there is no directory yet, or no more, nothing wakes us: also not its end, for
 * the open file keeps it. */
static void look_at_all(struct logger *l)
{
	l->polls = l->inotify < 0;
	for (uint32_t i = 0; i < l->store->sources; i++) {
		struct source *src = l->sources[i];

		if (src == NULL || src->kind != SOURCE_FOLLOW)
			continue;
		look(l, src);
		l->polls |= src->watch[0] < 0 || (src->unlinked && src->fd >= 0);
	}
}

/* The directory was removed or moved: the name leads elsewhere now. */
static void lose(struct logger *l, const struct inotify_event *e)
{
	if (e->mask & IN_MOVE_SELF)
		inotify_rm_watch(l->inotify, e->wd);
	for (uint32_t i = 0; i < l->store->sources; i++)
		if (l->sources[i] != NULL && l->sources[i]->kind == SOURCE_FOLLOW &&
		    l->sources[i]->watch[0] == e->wd)
			l->sources[i]->watch[0] = -1;
}

void follow_events(struct logger *l)
{
	_Alignas(struct inotify_event) char events[4096];
	ssize_t n;

	while ((n = read(l->inotify, events, sizeof events)) > 0)
		for (ssize_t at = 0; at < n;) {
			const struct inotify_event *e = (const void *)(events + at);

			if (e->mask & (IN_IGNORED | IN_MOVE_SELF))
				lose(l, e);
			at += (ssize_t)(sizeof *e + e->len);
		}
	follow_look(l);
}

void follow_look(struct logger *l)
{
	l->more = false;
	look_at_all(l);
	if (l->polls)
		logger_wake(l, logger_msec() + POLL_MSEC);
}
