/* supervisor/logger/source/tail_watch.c - watches followed files with inotify(7).
 *
 * A file has up to three watches: the file itself, because a rotated file may still grow;
 * its directory, where a new file with the name appears; and a directory above, while that
 * directory does not exist or the open file is unlinked. An event only wakes the logger,
 * which then checks the file. Two files in one directory share one kernel watch, which is
 * removed with its last user. */
#include "supervisor/logger/source/source.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>

static bool is_used(struct logger *lg, int wd)
{
	for (uint32_t i = 0; i < lg->memory->slot_count; i++) {
		const struct source *src = lg->sources[i];

		for (int k = 0; src != NULL && k < TAIL_WATCH_COUNT; k++)
			if (src->kind == SOURCE_TAIL && src->tail.watches[k] == wd)
				return true;
	}
	return false;
}

static void set_watch(struct logger *lg, struct source *src, enum tail_watch which, int wd)
{
	int old = src->tail.watches[which];

	src->tail.watches[which] = wd;
	if (old >= 0 && old != wd && lg->inotify_fd >= 0 && !is_used(lg, old))
		inotify_rm_watch(lg->inotify_fd, old);
}

void tail_unwatch(struct logger *lg, struct source *src, enum tail_watch which)
{
	set_watch(lg, src, which, -1);
}

/* Watches the directory in the first `len` bytes of the file's path. */
static int add_directory(struct logger *lg, const struct source *src, size_t len)
{
	char dir[PATH_MAX];

	snprintf(dir, sizeof dir, "%.*s/", (int)len, src->tail.path);
	return inotify_add_watch(lg->inotify_fd, dir,
				 IN_CREATE | IN_MOVED_TO | IN_DELETE | IN_MOVE_SELF);
}

static size_t parent_length(const struct source *src, size_t len)
{
	const char *slash = len > 0 ? memrchr(src->tail.path, '/', len) : NULL;

	return slash != NULL ? (size_t)(slash - src->tail.path) : 0;
}

/* If the file's directory does not exist, watches the deepest existing directory above it.
 * Then checks the missing entry once more, which may have been created just before the
 * watch. A dangling symbolic link sends no event when its target appears; the file must
 * then be polled. */
static void watch_above(struct logger *lg, struct source *src, size_t len)
{
	char below[PATH_MAX];
	size_t parent = len;
	struct stat st;
	int wd = -1;

	while (wd < 0 && (errno == ENOENT || errno == ENOTDIR) && parent > 0) {
		len = parent;
		parent = parent_length(src, len);
		wd = add_directory(lg, src, parent);
	}
	set_watch(lg, src, TAIL_WATCH_ABOVE, wd);
	snprintf(below, sizeof below, "%.*s", (int)len, src->tail.path);
	if (wd < 0 || lstat(below, &st) < 0)
		return;
	if (stat(below, &st) < 0)
		tail_unwatch(lg, src, TAIL_WATCH_ABOVE);
	else if (S_ISDIR(st.st_mode))
		lg->tails_pending = true;
}

/* While an unlinked file is open, its directory sends no event when it is removed, because
 * the file keeps it (the kernel's d_delete()). The directory above does. */
void tail_watch_directories(struct logger *lg, struct source *src)
{
	const char *slash = strrchr(src->tail.path, '/');
	size_t len = slash != NULL ? (size_t)(slash - src->tail.path) : 0;
	bool unlinked = src->tail.is_unlinked;
	int wd;

	if (slash == NULL || lg->inotify_fd < 0 ||
	    (src->tail.watches[TAIL_WATCH_DIRECTORY] >= 0 &&
	     src->tail.watches[TAIL_WATCH_ABOVE] < 0 && !unlinked))
		return;
	if (unlinked)
		set_watch(lg, src, TAIL_WATCH_ABOVE,
			  add_directory(lg, src, parent_length(src, len)));
	wd = add_directory(lg, src, len);
	if (wd < 0)
		watch_above(lg, src, len);
	else if (!unlinked)
		tail_unwatch(lg, src, TAIL_WATCH_ABOVE);
	set_watch(lg, src, TAIL_WATCH_DIRECTORY, wd);
}

void tail_watch_file(struct logger *lg, struct source *src)
{
	char path[40];

	if (lg->inotify_fd < 0)
		return;
	snprintf(path, sizeof path, "/proc/self/fd/%d", src->fd);
	int wd = inotify_add_watch(lg->inotify_fd, path, IN_MODIFY);
	if (wd < 0) /* there is no /proc: use the path */
		wd = inotify_add_watch(lg->inotify_fd, src->tail.path, IN_MODIFY);
	set_watch(lg, src, TAIL_WATCH_FILE, wd);
}

void tail_watch_lost(struct logger *lg, const struct inotify_event *event)
{
	if (event->mask & IN_MOVE_SELF)
		inotify_rm_watch(lg->inotify_fd, event->wd);
	for (uint32_t i = 0; i < lg->memory->slot_count; i++)
		for (int k = 0; lg->sources[i] != NULL && k < TAIL_WATCH_COUNT; k++)
			if (lg->sources[i]->tail.watches[k] == event->wd)
				lg->sources[i]->tail.watches[k] = -1;
}

bool tail_is_blind(const struct source *src)
{
	const int *watches = src->tail.watches;

	if (src->fd < 0)
		return watches[TAIL_WATCH_DIRECTORY] < 0 && watches[TAIL_WATCH_ABOVE] < 0;
	return watches[TAIL_WATCH_FILE] < 0 || watches[TAIL_WATCH_DIRECTORY] < 0 ||
	       (src->tail.is_unlinked && watches[TAIL_WATCH_ABOVE] < 0);
}
