/* supervisor/proc/tmpfiles.h - makes directories and removes stale files before a start.
 *
 * This runs as ctinit's user in the forked child, because a hung file system must block
 * only that start.
 *
 * Layer:   supervisor/proc. The rooms above it may include it. */
#ifndef SUPERVISOR_PROC_TMPFILES_H
#define SUPERVISOR_PROC_TMPFILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TMPFILES_DEPTH_MAX 64

struct tmpfile_dir { /* one word of `dirs` */
	const char *path;
	uint32_t uid, gid;
	unsigned mode;
	bool has_owner, has_mode, recursive;
};

struct tmpfiles {
	const struct tmpfile_dir *dirs;
	size_t dir_count;
	char *const *remove; /* patterns */
	size_t remove_count;
};

/* Call these in the forked child; tmpfiles_make() changes its umask. They stop at the first
 * failure. They return 0, or a negative errno with the path that failed in `what`, which
 * has `size` bytes. A missing file to remove is no failure. */
int tmpfiles_make(const struct tmpfiles *tmpfiles, char *what, size_t size);
int tmpfiles_remove(const struct tmpfiles *tmpfiles, char *what, size_t size);

#endif
