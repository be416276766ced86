/* init/runtime/rootfs_path.h - finds a path below the root without leaving it. */
#ifndef INIT_RUNTIME_ROOTFS_PATH_H
#define INIT_RUNTIME_ROOTFS_PATH_H

#include <stdbool.h>

/* Opens `path` (absolute, normalized) below `root` with O_PATH. Symbolic links of the
 * image are resolved inside the image. With `make`, missing parts are made, the last one
 * as a directory or an empty file. Returns a descriptor, -ENOTDIR or -EISDIR if the path
 * is of the other kind, or another negative errno. *ret_links: the path contains a
 * symbolic link. */
int rootfs_path_open(int root, const char *path, bool is_dir, bool make, bool *ret_links);

/* Opens the file or directory that is visible at `path` below `root` now, with links as
 * in rootfs_path_open(). */
int rootfs_path_lookup(int root, const char *path);

#endif
