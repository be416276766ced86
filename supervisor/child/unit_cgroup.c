/* supervisor/child/unit_cgroup.c - creates and removes the control group of one service. */
#include "supervisor/child/unit_cgroup.h"

#include "supervisor/base/unit.h"
#include "supervisor/proc/cgroup.h"

int unit_cgroup_open(const struct unit *u)
{
	int own_fd = u->ctx->cgroup_fd;

	return own_fd >= 0 && u->policy->kill == KILL_TREE
		       ? cgroup_make(own_fd, unit_name(u))
		       : -1;
}

void unit_cgroup_release(struct unit *u)
{
	if (u->in_cgroup)
		cgroup_remove(u->ctx->cgroup_fd, unit_name(u));
	u->in_cgroup = false;
}
