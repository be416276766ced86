/* supervisor/proc/tmpfiles.c - makes directories and sets their owners before a start.
 *
 * The owner of a directory in the path may rename and replace entries meanwhile. So we open
 * each entry with O_PATH, do not follow links, check the descriptor, and change the file
 * through it. */
#include "supervisor/proc/tmpfiles.h"

#include "supervisor/path/path.h"
#include "supervisor/proc/dirents.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_fchmodat2
#define SYS_fchmodat2 452 /* Linux 6.6, the same on all architectures but alpha */
#endif

struct tmpfile_work {
	const struct tmpfile_dir *dir;
	char *what; /* the current path, for the message */
	size_t size, len;
	struct statx root; /* status of the top directory, to skip other mounts below it */
};

/* fchmod(2) does not accept O_PATH descriptors, and fchmodat2(2) exists since Linux 6.6.
 * The fallback is /proc/self/fd. A process that is neither root nor dumpable may not use
 * that, but it can open its own directory again. */
static int change_mode(int fd, unsigned mode)
{
	char path[40];
	int open_fd, r;

	if (syscall(SYS_fchmodat2, fd, "", mode, AT_EMPTY_PATH) == 0)
		return 0;
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (chmod(path, mode) == 0)
		return 0;
	r = -errno;
	open_fd = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (open_fd < 0)
		return r;
	r = fchmod(open_fd, mode) < 0 ? -errno : 0;
	close(open_fd);
	return r;
}

static int apply_owner_and_mode(const struct tmpfile_dir *dir, int fd,
				const struct statx *st, bool has_mode, unsigned mode)
{
	bool moved = dir->has_owner && (st->stx_uid != dir->uid || st->stx_gid != dir->gid);

	if (moved && fchownat(fd, "", dir->uid, dir->gid, AT_EMPTY_PATH) < 0)
		return -errno;
	/* chown(2) clears the setuid and setgid bits, so set the mode after it */
	if (has_mode && ((st->stx_mode & 07777u) != mode || (moved && mode & 06000)))
		return change_mode(fd, mode);
	return 0;
}

static int stat_fd(int fd, struct statx *st)
{
	return statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_MNT_ID, st) < 0
		       ? -errno
		       : 0;
}

static bool same_mount(const struct statx *a, const struct statx *b)
{
	if (a->stx_dev_major != b->stx_dev_major || a->stx_dev_minor != b->stx_dev_minor)
		return false;
	/* Kernels before 5.8 have no stx_mnt_id. */
	return !(a->stx_mask & b->stx_mask & STATX_MNT_ID) ||
	       a->stx_mnt_id == b->stx_mnt_id;
}

static unsigned mode_of_file(unsigned mode, unsigned now)
{
	return mode & (now & 0111 ? 0777 : 0666);
}

static int apply_below(struct tmpfile_work *w, int fd, unsigned depth);

static int apply_to_entry(struct tmpfile_work *w, int dir, const char *name, unsigned depth)
{
	int fd = openat(dir, name, O_PATH | O_NOFOLLOW | O_CLOEXEC), r;
	struct statx st;

	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	r = stat_fd(fd, &st);
	if (r == 0 && same_mount(&st, &w->root)) {
		bool is_dir = S_ISDIR(st.stx_mode), is_link = S_ISLNK(st.stx_mode);

		if (!is_dir && st.stx_nlink > 1 && w->dir->has_owner &&
		    st.stx_uid != w->dir->uid && !path_hard_links_protected())
			r = -EMLINK;
		else
			r = apply_owner_and_mode(w->dir, fd, &st,
						 w->dir->has_mode && !is_link,
						 is_dir ? w->dir->mode
							: mode_of_file(w->dir->mode,
								       st.stx_mode));
		if (r == 0 && is_dir)
			r = apply_below(w, fd, depth + 1);
	}
	close(fd);
	return r;
}

static int apply_below(struct tmpfile_work *w, int fd, unsigned depth)
{
	size_t len = w->len;
	struct dirents list;
	const char *name;
	int dir, r;

	if (depth > TMPFILES_DEPTH_MAX)
		return -ENAMETOOLONG;
	dir = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return -errno;
	dirents_init(&list, dir);
	while ((r = dirents_next(&list, &name)) > 0) {
		int n = snprintf(w->what + len, w->size - len, "/%s", name);

		w->len = len + (size_t)n < w->size ? len + (size_t)n : w->size - 1;
		r = apply_to_entry(w, dir, name, depth);
		if (r < 0)
			break;
	}
	/* After a failure the path of the entry stays in w->what. */
	if (r == 0)
		w->what[len] = '\0';
	w->len = len;
	close(dir);
	return r;
}

/* Opens the directory `name` in `dir`, and creates it if it is missing; *ret_made is then
 * true. */
static int enter_or_make(int dir, const char *name, unsigned mode, bool *ret_made)
{
	int fd = path_step(dir, name);

	*ret_made = false;
	if (fd != -ENOENT)
		return fd;
	if (mkdirat(dir, name, mode) == 0)
		*ret_made = true;
	else if (errno != EEXIST)
		return -errno;
	return path_step(dir, name);
}

static int make_dir(struct tmpfile_work *w)
{
	const char *rest = w->dir->path, *name;
	char part[PATH_COMPONENT];
	bool made = false;
	struct statx st;
	size_t len;
	int now = path_root(), r;

	while (now >= 0 && path_next(&rest, &name, &len)) {
		bool last = *rest == '\0';
		int next = -ENAMETOOLONG;

		snprintf(w->what, w->size, "%.*s", (int)(name + len - w->dir->path),
			 w->dir->path);
		if (len < sizeof part) {
			memcpy(part, name, len);
			part[len] = '\0';
			next = enter_or_make(now, part, last ? 0700 : 0755, &made);
		}
		close(now);
		now = next;
	}
	if (now < 0)
		return now;
	w->len = strlen(w->what);
	r = stat_fd(now, &st);
	if (r == 0)
		r = apply_owner_and_mode(w->dir, now, &st, w->dir->has_mode || made,
					 w->dir->mode);
	w->root = st;
	if (r == 0 && w->dir->recursive && !made)
		r = apply_below(w, now, 0);
	close(now);
	return r;
}

int tmpfiles_make(const struct tmpfiles *tmpfiles, char *what, size_t size)
{
	int r = 0;

	umask(022); /* the mode of parent directories; the service's umask is set later */
	for (size_t i = 0; r == 0 && i < tmpfiles->dir_count; i++) {
		struct tmpfile_work w = { .dir = &tmpfiles->dirs[i],
					  .what = what,
					  .size = size };
		r = make_dir(&w);
	}
	return r;
}
