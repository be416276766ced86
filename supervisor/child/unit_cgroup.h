/* supervisor/child/unit_cgroup.h - makes and removes the control group of one service.
 *
 * With kill = tree a service gets a control group below ours, if the kernel lets us make
 * one. The group holds all processes of the service. It is removed when none of them is
 * left.
 *
 * Layer:   child, above proc/cgroup.h. */
#ifndef SUPERVISOR_CHILD_UNIT_CGROUP_H
#define SUPERVISOR_CHILD_UNIT_CGROUP_H

struct unit;

/* Makes the group if it is missing. Returns a descriptor with which a process can be
 * started in the group, or a negative number if the service gets no group. */
int unit_cgroup_open(const struct unit *u);
/* Removes the group, if the service is in one. Call it when none of its processes is
 * left. */
void unit_cgroup_release(struct unit *u);

#endif
