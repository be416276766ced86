/* init/sys/namespaces.h - which namespaces this process is in, and what its root is made of. */
#ifndef INIT_SYS_NAMESPACES_H
#define INIT_SYS_NAMESPACES_H

enum place_namespace { PLACE_PIDS, PLACE_MOUNTS, PLACE_CGROUPS };

/* Is this process in the machine's first namespace of that kind? 1: yes; 0: no; a negative
 * errno: /proc does not show it. */
int place_is_initial(enum place_namespace kind);

/* Is "/" the whole of a disk, as on a machine without a container? An engine's root is an
 * overlay, a directory or a subvolume. 1, 0 or a negative errno, as above. Allocates. */
int place_root_is_disk(void);

/* The same for the text of a mountinfo file, which it changes. */
int place_is_disk(char *mountinfo);

#endif
