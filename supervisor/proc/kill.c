/* supervisor/proc/kill.c - signals to a process or its group, by pid. */
#include "supervisor/proc/kill.h"

#include <errno.h>
#include <signal.h>

int kill_stop(pid_t pid, int signal)
{
	if (pid <= 1)
		return -ESRCH;
	if (kill(pid, signal) < 0)
		return -errno;
	kill(pid, SIGCONT);
	return 0;
}

int kill_now(pid_t pid, bool group)
{
	if (pid <= 1)
		return -ESRCH;
	/* The group may not exist yet: the child has not come to setsid(). */
	if (group)
		kill(-pid, SIGKILL);
	return kill(pid, SIGKILL) < 0 ? -errno : 0;
}

bool kill_group(pid_t leader, int signal)
{
	if (leader <= 1 || kill(-leader, signal) < 0)
		return false;
	if (signal == SIGTERM)
		kill(-leader, SIGCONT);
	return true;
}
