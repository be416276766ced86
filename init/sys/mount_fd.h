/* init/sys/mount_fd.h - mounts as descriptors: created detached, then attached.
 *
 * Errors: a descriptor or 0, or a negative errno. Source: open_tree(2), fsopen(2),
 * mount_setattr(2), move_mount(2). */
#ifndef INIT_SYS_MOUNT_FD_H
#define INIT_SYS_MOUNT_FD_H

#include <stdbool.h>
#include <stdint.h>

struct mount_option {
	const char *key, *value; /* value NULL: a flag */
};

/* Clones the mount at `fd` (O_PATH) with all mounts below it. The clone is private and
 * attached nowhere. `attributes` are set on all of it. `userns_fd` >= 0: it gets the id
 * map of that user namespace. */
int mount_clone(int fd, uint64_t attributes, int userns_fd);

/* What is mounted. */
struct file_system {
	const char *type;
	const struct mount_option *options; /* ends with a NULL key; NULL: no options */
	uint64_t attributes;                /* MOUNT_ATTR_*, mount_setattr(2) */
};

/* Makes a new instance of a file system. */
int mount_create(const struct file_system *fs);

/* Attaches the mount to `target` (O_PATH). */
int mount_attach(int tree, int target);

/* Opens `path` again in the new mount namespace, because a mount can be cloned only in
 * its own namespace. Returns -ESTALE if the path is no longer the file that was opened
 * as `fd`. */
int reopen_same_file(const char *path, int fd);

#endif
