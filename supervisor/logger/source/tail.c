/* supervisor/logger/source/tail.c - files that a daemon writes, read as they grow.
 *
 * One inotify watch on the directory sees the file appear and be moved away; one on the
 * file itself sees an old one grow after it was moved; one above sees a directory come that
 * is not there yet. They only wake: what is new is seen by looking at the file. The kernel
 * has one watch for whatever is watched twice, so it goes with the last who wants it. */
#include "supervisor/logger/base/logger.h"
#include "supervisor/path/path.h"

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

static bool is_wanted(struct logger *l, int wd)
{
	for (uint32_t i = 0; i < l->store->sources; i++)
		for (int k = 0; l->sources[i] != NULL && k < TAIL_WATCH_COUNT; k++)
			if (l->sources[i]->kind == SOURCE_FOLLOW &&
			    l->sources[i]->watch[k] == wd)
				return true;
	return false;
}

static void keep(struct logger *l, struct source *src, enum tail_watch k, int wd)
{
	int old = src->watch[k];

	src->watch[k] = wd;
	if (old >= 0 && old != wd && l->inotify >= 0 && !is_wanted(l, old))
		inotify_rm_watch(l->inotify, old);
}

/* The directory whose name is the first `len` bytes of the path. */
static int add_watch(struct logger *l, const struct source *src, size_t len)
{
	char dir[PATH_MAX];

	snprintf(dir, sizeof dir, "%.*s/", (int)len, src->path);
	return inotify_add_watch(l->inotify, dir,
				 IN_CREATE | IN_MOVED_TO | IN_DELETE | IN_MOVE_SELF);
}

static size_t above(const struct source *src, size_t len)
{
	const char *slash = len > 0 ? memrchr(src->path, '/', len) : NULL;

	return slash != NULL ? (size_t)(slash - src->path) : 0;
}

/* The directory is not there: the deepest one above it that is. What came below that
 * before it was watched is looked at once more; a link that leads nowhere tells nobody
 * when it does. */
static void watch_above(struct logger *l, struct source *src, size_t len)
{
	char below[PATH_MAX];
	size_t up = len;
	struct stat st;
	int wd = -1;

	while (wd < 0 && (errno == ENOENT || errno == ENOTDIR) && up > 0) {
		len = up;
		up = above(src, len);
		wd = add_watch(l, src, up);
	}
	keep(l, src, TAIL_WATCH_ABOVE, wd);
	snprintf(below, sizeof below, "%.*s", (int)len, src->path);
	if (wd < 0 || lstat(below, &st) < 0)
		return;
	if (stat(below, &st) < 0)
		keep(l, src, TAIL_WATCH_ABOVE, -1);
	else if (S_ISDIR(st.st_mode))
		l->more = true;
}

/* While a file is open that has no name any more, its directory does not tell when it
 * goes, for the file keeps it (d_delete() of the kernel); the one above it does. */
static void watch_directories(struct logger *l, struct source *src)
{
	const char *slash = strrchr(src->path, '/');
	size_t len = slash != NULL ? (size_t)(slash - src->path) : 0;
	int wd;

	if (slash == NULL || l->inotify < 0 ||
	    (src->watch[TAIL_WATCH_DIRECTORY] >= 0 && src->watch[TAIL_WATCH_ABOVE] < 0 &&
	     !src->unlinked))
		return;
	if (src->unlinked)
		keep(l, src, TAIL_WATCH_ABOVE, add_watch(l, src, above(src, len)));
	wd = add_watch(l, src, len);
	if (wd < 0)
		watch_above(l, src, len);
	else if (!src->unlinked)
		keep(l, src, TAIL_WATCH_ABOVE, -1);
	keep(l, src, TAIL_WATCH_DIRECTORY, wd);
}

static void watch_file(struct logger *l, struct source *src)
{
	char path[40];

	if (l->inotify < 0)
		return;
	snprintf(path, sizeof path, "/proc/self/fd/%d", src->fd);
	int wd = inotify_add_watch(l->inotify, path, IN_MODIFY);
	if (wd < 0) /* no /proc */
		wd = inotify_add_watch(l->inotify, src->path, IN_MODIFY);
	keep(l, src, TAIL_WATCH_FILE, wd);
}

static void close_file(struct logger *l, struct source *src)
{
	keep(l, src, TAIL_WATCH_FILE, -1);
	if (src->fd >= 0)
		close(src->fd);
	src->fd = -1;
}

void tail_close(struct logger *l, struct source *src)
{
	for (int k = 0; k < TAIL_WATCH_COUNT; k++)
		keep(l, src, (enum tail_watch)k, -1);
	close_file(l, src);
}

/* The descriptor; -1 and errno, EINVAL for what is no regular file. */
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

/* What comes at this name later is new. */
static bool is_absent(int err)
{
	return err == ENOENT || err == ENOTDIR || err == ELOOP || err == EINVAL ||
	       err == ENXIO || err == EMLINK;
}

/* That it is not there yet is as it should be. */
static void cannot_follow(struct logger *l, struct source *src, int err)
{
	const char *why = path_reason(err);
	struct stat st;

	if (src->told || err == ENOENT || err == ENOTDIR)
		return;
	src->told = true;
	if (err == EINVAL || err == ENXIO)
		why = "it is no regular file";
	else if (err == EDEADLK)
		why = "its lines would come back to it by a log-file";
	else if (err == ELOOP && lstat(src->path, &st) == 0 && S_ISLNK(st.st_mode))
		why = "it is a link";
	else if (why == NULL)
		why = strerror(err);
	logger_warn(l, "%s: cannot follow %s: %s", src->stream->name, src->path, why);
}

/* Where to begin: at the end of what was there before the service first started, which its
 * child noted; where a killed logger was; or, of another file, at the beginning. */
static void set_offset(struct logger *l, const struct source *src, const struct stat *st)
{
	struct source_record *state = &l->store->source[src->id];

	if (state->inode == st->st_ino && state->device == st->st_dev)
		return;
	/* Killed in between, the next one begins with a new file, not anew with the old. */
	if (state->inode != 0)
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

	source_flush_partial(l, src);
	src->budget = budget;
}

/* Moved away before it was read to its end: by the name that rotation gives it. */
static int open_moved(const struct source *src, const struct source_record *state,
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

bool tail_open(struct logger *l, struct source *src)
{
	struct source_record *state = &l->store->source[src->id];
	struct stat st;

	if (src->path == NULL)
		return false;
	watch_directories(l, src);
	if (src->fd < 0) {
		src->fd = src->opened ? -1 : open_moved(src, state, &st);
		if (src->fd < 0)
			src->fd = open_regular(src->path, &st);
		if (src->fd < 0) {
			if (state->inode == 0 && is_absent(errno))
				state->inode = UINT64_MAX; /* none was there */
			cannot_follow(l, src, errno);
			return false;
		}
		if (tail_would_loop(l, src)) {
			close(src->fd);
			src->fd = -1;
			cannot_follow(l, src, EDEADLK);
			return false;
		}
		src->opened = true;
		src->told = false;
		watch_file(l, src);
		set_offset(l, src, &st);
	}
	if (fstat(src->fd, &st) < 0)
		return true;
	if (src->unlinked != (st.st_nlink == 0)) {
		src->unlinked = !src->unlinked;
		watch_directories(l, src);
	}
	if ((uint64_t)st.st_size < state->offset) {
		end_line(l, src); /* truncated: what follows is new */
		state->offset = 0;
	}
	return true;
}

bool tail_next_file(struct logger *l, struct source *src)
{
	struct stat now, here;

	if (src->fd < 0 || stat(src->path, &now) < 0 || fstat(src->fd, &here) < 0 ||
	    (now.st_ino == here.st_ino && now.st_dev == here.st_dev) ||
	    (uint64_t)here.st_size > l->store->source[src->id].offset)
		return false;
	end_line(l, src);
	close_file(l, src);
	return tail_open(l, src);
}

/* Followed no more, and read to its end: its last line is one. Killed before the place is
 * left the next one looks at it again. */
static void leave(struct logger *l, struct source *src)
{
	struct source_record *state = &l->store->source[src->id],
			     *first = &l->store->source[src->stream->set.source];

	end_line(l, src);
	if (state->held > 0) { /* there is no room for it now */
		l->more = true;
		return;
	}
	first->dropped += state->dropped - state->told_dropped;
	state->told_dropped = state->dropped;
	first->over_rate += state->over_rate - state->told_over_rate;
	state->told_over_rate = state->over_rate;
	src->stream->untold |= first->dropped != first->told_dropped ||
			       first->over_rate != first->told_over_rate;
	tail_close(l, src);
	l->sources[src->id] = NULL;
	atomic_signal_fence(memory_order_seq_cst);
	state->owner = SLOT_RELEASED;
}

/* Not for ever: others have their turn. */
static void look(struct logger *l, struct source *src)
{
	int turns = 0;

	while (!src->waiting && turns < TURNS && !(src->leaves && src->budget == 0) &&
	       source_step(l, src))
		turns++;
	l->more |= turns == TURNS;
	if (src->leaves && turns < TURNS && !src->waiting)
		leave(l, src);
}

/* May something happen that wakes nobody? */
static bool is_blind(const struct source *src)
{
	const int *watch = src->watch;

	if (src->fd < 0)
		return watch[TAIL_WATCH_DIRECTORY] < 0 && watch[TAIL_WATCH_ABOVE] < 0;
	return watch[TAIL_WATCH_FILE] < 0 || watch[TAIL_WATCH_DIRECTORY] < 0 ||
	       (src->unlinked && watch[TAIL_WATCH_ABOVE] < 0);
}

static void look_at_all(struct logger *l)
{
	l->polls = l->inotify < 0;
	for (uint32_t i = 0; i < l->store->sources; i++) {
		struct source *src = l->sources[i];

		if (src == NULL || src->kind != SOURCE_FOLLOW)
			continue;
		look(l, src);
		l->polls |= l->sources[i] == src && is_blind(src);
	}
}

/* A directory was removed or moved: the name leads elsewhere now. */
static void lose(struct logger *l, const struct inotify_event *e)
{
	if (e->mask & IN_MOVE_SELF)
		inotify_rm_watch(l->inotify, e->wd);
	for (uint32_t i = 0; i < l->store->sources; i++)
		for (int k = 0; l->sources[i] != NULL && k < TAIL_WATCH_COUNT; k++)
			if (l->sources[i]->watch[k] == e->wd)
				l->sources[i]->watch[k] = -1;
}

void tail_read_events(struct logger *l)
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
	tail_scan(l);
}

void tail_scan(struct logger *l)
{
	l->more = false;
	look_at_all(l);
	if (l->polls)
		wake_at(l, clock_msec() + POLL_MSEC);
}
