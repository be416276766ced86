/* init/runtime/rootfs.h - the container's root as one mount: a directory or an overlay. */
#ifndef INIT_RUNTIME_ROOTFS_H
#define INIT_RUNTIME_ROOTFS_H

#include "init/runtime/container_plan.h"

/* Open the directories on the host, O_PATH. Dies. */
void root_open(struct plan *plan);

/* plan->root_tree_fd: in the parent (with a map, `userns_fd`) or in the child (-1). */
void root_make_tree(struct plan *plan, int userns_fd);

/* In the child: attach it, the volumes onto it, pivot. The old root stays stacked on "/"
 * for the init to detach. */
void root_enter(struct plan *plan);

#endif
