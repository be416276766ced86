/* supervisor/child/unit_cgroup.h - creates and removes the control group of one service.
 *
 * A service with `kill = tree` gets a control group below ours, if the kernel permits it.
 * All processes of the service run in it. The group is removed when they have exited.
 *
 * Layer:   child, above proc/cgroup.h. */
#ifndef SUPERVISOR_CHILD_UNIT_CGROUP_H
#define SUPERVISOR_CHILD_UNIT_CGROUP_H

struct unit;

/* Creates the group if it is missing. Returns a descriptor for a start in the group, which
 * the caller closes, or a negative number if the service gets no group. */
int unit_cgroup_open(const struct unit *u);
/* Call it when none of the service's processes is left, because the kernel does not remove
 * a group that has any. Removes the group, if the service has one. */
void unit_cgroup_release(struct unit *u);

#endif
