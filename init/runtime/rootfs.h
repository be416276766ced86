/* init/runtime/rootfs.h - the container's root: a directory or an overlay, as one mount. */
#ifndef INIT_RUNTIME_ROOTFS_H
#define INIT_RUNTIME_ROOTFS_H

#include "init/runtime/container_plan.h"

/* Open the directories on the host, O_PATH. Dies. */
void rootfs_open(struct container_plan *plan);

/* plan->root_tree_fd: in the parent (with a map, `userns_fd`) or in the child (-1). */
void rootfs_clone(struct container_plan *plan, int userns_fd);

/* In the child: attach it, the volumes onto it, pivot. The old root stays stacked on "/"
 * for the init to detach. */
void rootfs_enter(struct container_plan *plan);

#endif
