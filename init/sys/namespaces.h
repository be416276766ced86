/* init/sys/namespaces.h - whether ctinit runs in the first namespaces of the machine. */
#ifndef INIT_SYS_NAMESPACES_H
#define INIT_SYS_NAMESPACES_H

enum namespace_kind { NAMESPACE_PID, NAMESPACE_MOUNT, NAMESPACE_CGROUP };

/* Returns 1 if this process is in the first namespace of that kind on the machine, 0 if
 * not, or a negative errno if /proc does not show it. */
int namespace_is_initial(enum namespace_kind kind);

/* Returns 1 if "/" is a whole disk, as on a host; the root of an engine is an overlay, a
 * directory or a subvolume. Returns 0 if not, or a negative errno. Allocates. */
int root_is_disk(void);

/* Returns the same for the text of a mountinfo file, which it changes. */
int mountinfo_root_is_disk(char *mountinfo);

#endif
