/* supervisor/cleanup/group.c - decides how a unit's processes are found; signals groups.
 *
 * The dead main process has a pidfd that was opened before it was reaped. A pidfd refers to
 * the kernel's struct pid, not to a number. So a signal to the process group through it
 * (PIDFD_SIGNAL_PROCESS_GROUP, Linux 6.9) cannot hit a stranger. */
#include "supervisor/cleanup/cleanup_internal.h"
#include "supervisor/cleanup/ownership.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PROCESS_GROUP 4u /* PIDFD_SIGNAL_PROCESS_GROUP, include/uapi/linux/pidfd.h */

static bool no_group_signal; /* note_no_group_signal() was called */

bool has_group_signal(void)
{
	return !no_group_signal;
}

void note_no_group_signal(void)
{
	no_group_signal = true;
}

int signal_group_by_pidfd(struct unit *u, int signal)
{
	if (u->main.pidfd < 0)
		return -ESRCH;
	return syscall(SYS_pidfd_send_signal, u->main.pidfd, signal, NULL, PROCESS_GROUP) <
			       0
		       ? -errno
		       : 0;
}

bool cleanup_group_is_alive(struct unit *u)
{
	int r = signal_group_by_pidfd(u, 0);

	return r == 0 || r == -EPERM;
}

bool cleanup_can_scan(const struct unit *u)
{
	return ownership_is_possible(u->ctx->ownership);
}

bool found_by_cgroup(const struct unit *u)
{
	return u->policy->kill == KILL_TREE && u->in_cgroup;
}

bool found_by_tree(const struct unit *u)
{
	return u->policy->kill == KILL_TREE && !u->in_cgroup && cleanup_can_scan(u);
}

bool found_by_scan(const struct unit *u)
{
	return found_by_tree(u) ||
	       (u->policy->kill == KILL_GROUP && no_group_signal && cleanup_can_scan(u));
}

bool cleanup_is_scanned(const struct unit *u)
{
	return cleanup_state_of(u)->in_list &&
	       (u->cleanup_phase == CLEANUP_NONE || found_by_scan(u));
}
