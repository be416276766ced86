/* supervisor/proc/tmpfiles_remove.c - removes stale pid, lock and socket files.
 *
 * Removes only regular files, sockets, FIFOs and symbolic links, never a directory or a
 * device. Any component may contain * ? [. Such a component does not follow symbolic links
 * to directories. */
#include "supervisor/proc/tmpfiles.h"

#include "supervisor/path/path.h"
#include "supervisor/proc/dirents.h"
#include "supervisor/proc/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct removal {
	char *what;
	size_t size;
	unsigned depth;
};

static int remove_matches(struct removal *h, int dir, const char *rest);

static int remove_one(struct removal *h, int dir, const char *name)
{
	struct stat st;
	int r = 0;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		r = -errno;
	else if ((S_ISREG(st.st_mode) || S_ISLNK(st.st_mode) || S_ISSOCK(st.st_mode) ||
		  S_ISFIFO(st.st_mode)) &&
		 unlinkat(dir, name, 0) < 0)
		r = -errno;
	if (r == -ENOENT)
		return 0;
	if (r < 0)
		snprintf(h->what, h->size, "%s", name);
	return r;
}

/* Removes or enters one entry that matches the pattern. */
static int remove_or_enter(struct removal *h, int dir, const char *name, const char *rest)
{
	int fd, r;

	if (*rest == '\0')
		return remove_one(h, dir, name);
	fd = openat(dir, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return 0;
	r = remove_matches(h, fd, rest);
	close(fd);
	return r;
}

static int remove_matching_names(struct removal *h, int dir, const char *pattern,
				 const char *rest)
{
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), r;
	struct dirents list;
	const char *name;

	if (fd < 0)
		return -errno;
	dirents_init(&list, fd);
	while ((r = dirents_next(&list, &name)) > 0) {
		r = fnmatch(pattern, name, FNM_PERIOD) == 0
			    ? remove_or_enter(h, dir, name, rest)
			    : 0;
		if (r < 0)
			break;
	}
	close(fd);
	return r;
}

static int remove_matches(struct removal *h, int dir, const char *rest)
{
	char part[PATH_COMPONENT];
	const char *name;
	size_t len;
	int fd, r;

	if (!path_next(&rest, &name, &len))
		return 0;
	if (len >= sizeof part || ++h->depth > TMPFILES_DEPTH_MAX)
		return -ENAMETOOLONG;
	memcpy(part, name, len);
	part[len] = '\0';
	if (strpbrk(part, "*?[\\") != NULL) {
		r = remove_matching_names(h, dir, part, rest);
	} else if (name[len] == '\0') {
		r = remove_one(h, dir, part);
	} else {
		fd = path_step(dir, part);
		r = fd < 0 ? fd : remove_matches(h, fd, rest);
		fd_close(fd);
	}
	h->depth--;
	return r == -ENOENT || r == -ENOTDIR ? 0 : r; /* a missing file is fine */
}

static int remove_pattern(const char *pattern, char *what, size_t size)
{
	struct removal h = { .what = what, .size = size };
	char name[PATH_COMPONENT];
	int dir = path_root(), r;

	what[0] = '\0';
	r = dir < 0 ? dir : remove_matches(&h, dir, pattern);
	fd_close(dir);
	if (r < 0) {
		snprintf(name, sizeof name, "%s", what);
		snprintf(what, size, "%s%s%s%s", pattern, name[0] ? " (" : "", name,
			 name[0] ? ")" : "");
	}
	return r;
}

int tmpfiles_remove(const struct tmpfiles *tmpfiles, char *what, size_t size)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < tmpfiles->remove_count; i++)
		r = remove_pattern(tmpfiles->remove[i], what, size);
	return r;
}
