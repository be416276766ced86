/* supervisor/proc/places.h - directories made and owned, stale files removed, before a
 * start.
 *
 * Done in the forked child as ctinit, before anything is given up: a file system that
 * hangs holds up that start and nothing else. */
#ifndef SUPERVISOR_PROC_PLACES_H
#define SUPERVISOR_PROC_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PLACES_DEPTH_MAX 64

struct place { /* one word of `dirs` */
	const char *path;
	uint32_t uid, gid;
	unsigned mode;
	bool has_owner, has_mode, recursive;
};

struct places {
	const struct place *dirs;
	size_t dir_count;
	char *const *remove; /* patterns */
	size_t remove_count;
};

/* In the child. 0, or a negative errno and in what[] the path it is about. */
int places_make(const struct places *places, char *what, size_t size);
int places_remove(const struct places *places, char *what, size_t size); /* remove.c */

#endif
