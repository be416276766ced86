/* supervisor/proc/kill.c - signals to a process or its group, by pid. */
#include "supervisor/proc/kill.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

int kill_only(pid_t pid, int signal)
{
	return pid <= 1 ? -ESRCH : kill(pid, signal) < 0 ? -errno : 0;
}

int kill_stop(pid_t pid, int signal)
{
	if (pid <= 1)
		return -ESRCH;
	if (kill(pid, signal) < 0)
		return -errno;
	kill(pid, SIGCONT);
	return 0;
}

/* Its own, or (a daemon that did not make one) the one it is in. -1: not known, or ours:
 * the child has not come to setsid(). */
static pid_t group_of(pid_t pid)
{
	pid_t group = getpgid(pid);

	return group > 1 && group != getpgrp() ? group : -1;
}

bool kill_stop_group(pid_t pid, int signal)
{
	pid_t group = pid > 1 ? group_of(pid) : -1;

	if (group < 0 || kill(-group, signal) < 0)
		return false;
	kill(-group, SIGCONT);
	return true;
}

int kill_now(pid_t pid, bool group)
{
	if (pid <= 1)
		return -ESRCH;
	pid_t its = group ? group_of(pid) : -1;
	if (its > 1)
		kill(-its, SIGKILL);
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
