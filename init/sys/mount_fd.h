/* init/sys/mount_fd.h - creates detached mounts as descriptors, and attaches them.
 *
 * Layer:  init/sys, for init/runtime and init/pid1.
 * Errors: each function returns a descriptor (CLOEXEC), which the caller closes, or 0, or a
 *         negative errno.
 * Source: open_tree(2), fsopen(2), mount_setattr(2), move_mount(2). */
#ifndef INIT_SYS_MOUNT_FD_H
#define INIT_SYS_MOUNT_FD_H

#include <stdbool.h>
#include <stdint.h>

struct mount_option {
	const char *key, *value; /* `value` is NULL for a flag */
};

/* Clones the mount at `fd` (O_PATH) with all mounts below it. Returns a descriptor of the
 * clone, which is private and detached. Sets `attributes` (MOUNT_ATTR_*) on all its mounts.
 * If `userns_fd` is not -1, they also get the id map of that user namespace. */
int mount_clone(int fd, uint64_t attributes, int userns_fd);

/* Does the same for `path` below `dir`, without an id map. Does not follow a symbolic link
 * in the last component. */
int mount_clone_at(int dir, const char *path, uint64_t attributes);

/* Clones the mount at `fd` without the mounts below it. The clone keeps its attributes and
 * its propagation. */
int mount_clone_alike(int fd);

/* Makes the mount at `fd`, its root, read-only or writable. Returns 0 or a negative errno. */
int mount_make_read_only(int fd, bool on);

struct file_system {
	const char *type;                   /* such as "tmpfs" */
	const struct mount_option *options; /* NULL-terminated keys; may be NULL */
	uint64_t attributes;                /* MOUNT_ATTR_*, mount_setattr(2) */
};

/* Creates a new instance of a file system. Returns a descriptor of its detached mount. */
int mount_create(const struct file_system *fs);

/* Attaches the detached mount `tree` to `target` (O_PATH). Returns 0 or a negative
 * errno. */
int mount_attach(int tree, int target);

/* Does the same for `path` below `dir`. Does not follow a symbolic link in the last
 * component. */
int mount_attach_at(int tree, int dir, const char *path);

/* Opens `path` again (O_PATH) in the caller's mount namespace: a mount can be cloned only
 * in its own namespace. Returns the descriptor, or -ESTALE if `path` is no longer the file
 * opened as `fd`. */
int reopen_same_file(const char *path, int fd);

#endif
