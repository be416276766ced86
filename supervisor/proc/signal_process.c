/* supervisor/proc/signal_process.c - sends signals to a process or its group. */
#include "supervisor/proc/signal_process.h"

#include <errno.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool is_dead(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return fd >= 0 && poll(&p, 1, 0) > 0;
}

static int by_number(pid_t pid, int signal, const siginfo_t *info)
{
	siginfo_t copy;
	long r;

	if (info == NULL) {
		r = kill(pid, signal);
	} else {
		copy = *info;
		r = syscall(SYS_rt_sigqueueinfo, pid, signal, &copy);
	}
	return r < 0 ? -errno : 0;
}

/* pidfd_send_signal(2) exists since Linux 5.1, and a seccomp filter may refuse it. */
int signal_process_info(pid_t pid, int fd, int signal, const siginfo_t *info)
{
	if (pid <= 1)
		return -ESRCH;
	if (fd >= 0 && syscall(SYS_pidfd_send_signal, fd, signal, info, 0) == 0)
		return 0;
	if (fd >= 0 && errno != ENOSYS && errno != EPERM)
		return -errno;
	return is_dead(fd) ? -ESRCH : by_number(pid, signal, info);
}

int signal_process(pid_t pid, int fd, int signal)
{
	return signal_process_info(pid, fd, signal, NULL);
}

int stop_process(pid_t pid, int fd, int signal)
{
	int r = signal_process(pid, fd, signal);

	if (r == 0)
		signal_process(pid, fd, SIGCONT);
	return r;
}

/* Returns the process group of `pid`, which a daemon may share with others. Returns -1 if
 * the process has exited, or is still in our own group because it has not called
 * setsid(). */
static pid_t group_of(pid_t pid, int fd)
{
	pid_t group = getpgid(pid);

	return group > 1 && group != getpgrp() && !is_dead(fd) ? group : -1;
}

bool stop_group(pid_t pid, int fd, int signal)
{
	pid_t group = pid > 1 ? group_of(pid, fd) : -1;

	if (group < 0 || kill(-group, signal) < 0)
		return false;
	kill(-group, SIGCONT);
	return true;
}

int kill_process(pid_t pid, int fd, bool group)
{
	if (pid <= 1)
		return -ESRCH;
	pid_t its = group ? group_of(pid, fd) : -1;
	if (its > 1)
		kill(-its, SIGKILL);
	return signal_process(pid, fd, SIGKILL);
}

void kill_group_of_dead(pid_t leader)
{
	if (leader > 1)
		kill(-leader, SIGKILL);
}

bool group_exists(pid_t group)
{
	return group > 1 && (kill(-group, 0) == 0 || errno == EPERM);
}
