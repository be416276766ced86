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

/* A copy of what `fd` (O_PATH) shows, with everything below, private, attached nowhere.
 * `attributes` are set on all of it; `userns_fd` >= 0: shown through that namespace's map. */
int mount_clone(int fd, uint64_t attributes, int userns_fd);

/* A new instance of a file system. `options` ends with a NULL key. */
int mount_create(const char *type, const struct mount_option *options, uint64_t attributes);

/* Onto what `target` (O_PATH) shows. */
int mount_attach(int tree, int target);

/* Open again, as the same object, what was opened as `fd` before the namespaces were new:
 * a mount is cloned only by its own namespace. `path` is compared with `fd`: -ESTALE. */
int reopen_same_file(const char *path, int fd);

#endif
