/* init/sys/namespaces.h - whether ctinit runs in the first namespaces of the machine. */
#ifndef INIT_SYS_NAMESPACES_H
#define INIT_SYS_NAMESPACES_H

enum namespace_kind { NAMESPACE_PID, NAMESPACE_MOUNT, NAMESPACE_CGROUP };

/* Is this process in the machine's first namespace of that kind? 1: yes; 0: no; a negative
 * errno: /proc does not show it. */
int namespace_is_initial(enum namespace_kind kind);

/* Is "/" the whole of a disk, as on a machine without a container? An engine's root is an
 * overlay, a directory or a subvolume. 1, 0 or a negative errno, as above. Allocates. */
int root_is_disk(void);

/* The same for the text of a mountinfo file, which it changes. */
int mountinfo_root_is_disk(char *mountinfo);

#endif
