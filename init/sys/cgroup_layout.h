/* init/sys/cgroup_layout.h - finds out which control groups are mounted.
 *
 * Layer:   init/sys, for init/verbs. Keeps no state.
 * Source:  cgroups(7), proc_pid_mounts(5). */
#ifndef INIT_SYS_CGROUP_LAYOUT_H
#define INIT_SYS_CGROUP_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum cgroup_layout {
	CGROUP_NONE,    /* no hierarchy is mounted */
	CGROUP_V1,      /* only v1 hierarchies */
	CGROUP_HYBRID,  /* v2 beside v1 */
	CGROUP_UNIFIED, /* only v2 */
	CGROUP_UNKNOWN  /* /proc/self/mounts cannot be read */
};

/* Reads the lines of `mounts`, in the format of /proc/self/mounts. A mount counts only if
 * is_visible() returns true: another mount can hide it. Writes the first mount point of v2
 * into ret_path, or "". Does not close `mounts`. */
enum cgroup_layout cgroup_layout_read(FILE *mounts,
				      bool (*is_visible)(const char *path, bool v2),
				      char *ret_path, size_t size);

/* Does the same for /proc/self/mounts, and checks with statfs(2) which mounts are
 * visible. */
enum cgroup_layout cgroup_layout_here(char *ret_path, size_t size);

#endif
