/* init/runtime/rootfs.h - makes the container's root: a directory or an overlay.
 *
 * Private to init/runtime. */
#ifndef INIT_RUNTIME_ROOTFS_H
#define INIT_RUNTIME_ROOTFS_H

#include "init/runtime/container_plan.h"

/* Opens the rootfs and the overlay's directory on the host (O_PATH). Does nothing if the
 * container uses the host's root. Dies on failure. */
void rootfs_open(struct container_plan *plan);

/* Creates the detached mount of the root, plan->root_tree_fd. If the mount needs an id map,
 * the parent calls this with `userns_fd`, the user namespace of the child; otherwise the
 * child calls it with -1. Dies if a step fails. */
void rootfs_clone(struct container_plan *plan, int userns_fd);

/* Attaches the root and the volumes, and changes to the new root. Called in the child. The
 * old root stays stacked below "/" until the init detaches it. Dies if a step fails. */
void rootfs_enter(struct container_plan *plan);

#endif
