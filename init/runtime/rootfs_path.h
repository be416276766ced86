/* init/runtime/rootfs_path.h - finds a path below the root without leaving it. */
#ifndef INIT_RUNTIME_ROOTFS_PATH_H
#define INIT_RUNTIME_ROOTFS_PATH_H

#include <stdbool.h>

/* `path` (absolute, clean) below `root`, O_PATH; symlinks of the image stay in the image.
 * Missing parts are made, component by component, the last as a directory or an empty
 * file. A descriptor or a negative errno: -ENOTDIR, -EISDIR when it is the other kind.
 * *ret_links: a symbolic link was on the way, so the place may be another than `path`. */
int rootfs_path_open(int root, const char *path, bool is_dir, bool make, bool *ret_links);

/* What is seen at `path` below `root` now; links are followed as in rootfs_path_open(). */
int rootfs_path_lookup(int root, const char *path);

#endif
