/* init/sys/namespaces.h - detects whether ctinit runs in the machine's first namespaces.
 *
 * Layer:  init/sys, for init/runtime and init/pid1. */
#ifndef INIT_SYS_NAMESPACES_H
#define INIT_SYS_NAMESPACES_H

enum namespace_kind { NAMESPACE_PID, NAMESPACE_MOUNT, NAMESPACE_CGROUP };

/* Returns 1 if this process is in the machine's first namespace of that kind, 0 if not, or
 * a negative errno if /proc does not show the namespace. */
int namespace_is_initial(enum namespace_kind kind);

/* Returns 1 if "/" is on a disk, as on a host. Returns 0 if it is an overlay, a directory
 * or a subvolume, as in an engine's container. Returns a negative errno if /proc does not
 * show it. Allocates memory temporarily. */
int root_is_disk(void);

/* Does the same for the text of a mountinfo file, without errors. Overwrites the text. */
int mountinfo_root_is_disk(char *mountinfo);

#endif
