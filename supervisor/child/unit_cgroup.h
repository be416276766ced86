/* supervisor/child/unit_cgroup.h - the control group of one service.
 *
 * With kill = tree a service has a control group below ours, where we may make one. It holds
 * all processes of the service, and is removed when none of them is left.
 *
 * Layer:   child, above proc/cgroup.h. */
#ifndef SUPERVISOR_CHILD_UNIT_CGROUP_H
#define SUPERVISOR_CHILD_UNIT_CGROUP_H

struct unit;

/* Makes the group if needed. Returns a descriptor of it for one more process, or -1 if the
 * service has no group. */
int unit_cgroup_open(const struct unit *u);
/* None of its processes is left: removes the group. */
void unit_cgroup_release(struct unit *u);

#endif
