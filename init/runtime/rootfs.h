/* init/runtime/rootfs.h - the container's root: a directory or an overlay, as one mount. */
#ifndef INIT_RUNTIME_ROOTFS_H
#define INIT_RUNTIME_ROOTFS_H

#include "init/runtime/container_plan.h"

/* Opens the directories on the host (O_PATH). Dies if that fails. */
void rootfs_open(struct container_plan *plan);

/* Makes plan->root_tree_fd: in the parent with the map of `userns_fd`, or in the child
 * (-1). */
void rootfs_clone(struct container_plan *plan, int userns_fd);

/* In the child: attaches the root and the volumes, and pivots. The old root stays
 * stacked on "/" until the init detaches it. */
void rootfs_enter(struct container_plan *plan);

#endif
