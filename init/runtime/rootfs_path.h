/* init/runtime/rootfs_path.h - finds a path below the root without leaving it.
 *
 * Private to init/runtime. */
#ifndef INIT_RUNTIME_ROOTFS_PATH_H
#define INIT_RUNTIME_ROOTFS_PATH_H

#include <stdbool.h>

/* Opens `path` (absolute, normalized) below `root` with O_PATH. Resolves symbolic links of
 * the image inside the image. If `make`, creates missing parts; the last one becomes a
 * directory or an empty file, depending on `is_dir`. Returns a descriptor, which the caller
 * closes, or a negative errno: -ENOTDIR or -EISDIR if the path has the wrong type, -EEXIST
 * if a part is a dangling symbolic link. *ret_links is set to true if the path contains a
 * symbolic link. */
int rootfs_path_open(int root, const char *path, bool is_dir, bool make, bool *ret_links);

/* Opens the file or directory that is now visible at `path` below `root` (O_PATH). Resolves
 * links like rootfs_path_open(). Returns a descriptor or a negative errno. */
int rootfs_path_lookup(int root, const char *path);

#endif
