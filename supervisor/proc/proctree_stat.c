/* supervisor/proc/proctree_stat.c - reads one process from /proc, and signals it. */
#include "supervisor/proc/cgroup.h"
#include "supervisor/proc/fd.h"
#include "supervisor/proc/proctree.h"
#include "supervisor/proc/stat_line.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define FLAG_EXITING 0x4 /* PF_EXITING, include/linux/sched.h */

static bool parse_stat(const char *text, struct proc_info *p, bool dead_too)
{
	struct stat_line line;

	if (!stat_line_parse(text, STAT_START, &line))
		return false;
	/* the first thread may be dead while others live (pthread_exit(3)) */
	if (strchr("ZXx", line.state) != NULL && line.fields[STAT_THREADS] <= 1 &&
	    !dead_too)
		return false;
	memcpy(p->name, line.name, sizeof p->name);
	p->parent = (pid_t)line.fields[STAT_PARENT];
	p->group = (pid_t)line.fields[STAT_GROUP];
	p->session = (pid_t)line.fields[STAT_SESSION];
	p->exiting = (line.fields[STAT_FLAGS] & FLAG_EXITING) != 0;
	p->threads = (uint32_t)line.fields[STAT_THREADS];
	p->start = line.fields[STAT_START];
	return true;
}

/* A child of ours may be hidden from us (hidepid), but getpgid(2) and getsid(2) still
 * work. */
static bool stat_hidden(const struct proctree *t, pid_t pid, struct proc_info *p)
{
	siginfo_t dead = { 0 };

	p->group = getpgid(pid);
	p->session = getsid(pid);
	if (p->group < 0 || p->session < 0)
		return false;
	/* The pid of a process that is not our child may be reused at any time. */
	if (waitid(P_PID, (id_t)pid, &dead, WEXITED | WNOHANG | WNOWAIT | __WALL) < 0)
		return false;
	p->parent = (pid_t)t->self;
	strcpy(p->name, "?");
	return dead.si_pid == 0;
}

bool proctree_stat(const struct proctree *t, pid_t pid, struct proc_info *ret)
{
	char path[32], text[1024];
	struct proc_info p = {
		.pid = pid, .owner = ret->owner, .direct = ret->direct, .flags = ret->flags
	};
	bool there;

	snprintf(path, sizeof path, "%d/stat", (int)pid);
	if (t->proc_fd >= 0 && proctree_read_file(t, path, text, sizeof text) > 0)
		there = parse_stat(text, &p, false);
	else
		there = stat_hidden(t, pid, &p);
	if (there)
		*ret = p;
	return there;
}

bool proctree_stat_dead(const struct proctree *t, pid_t pid, struct proc_info *ret)
{
	char path[32], text[1024];

	snprintf(path, sizeof path, "%d/stat", (int)pid);
	*ret = (struct proc_info){ .pid = pid };
	return proctree_read_file(t, path, text, sizeof text) > 0 &&
	       parse_stat(text, ret, true);
}

bool proctree_ignores_signal(const struct proctree *t, pid_t pid, int signal)
{
	char path[32], text[4096], *ignored, *caught;
	bool by_default = signal == SIGCHLD || signal == SIGCONT || signal == SIGURG ||
			  signal == SIGWINCH;

	snprintf(path, sizeof path, "%d/status", (int)pid);
	if (signal < 1 || signal > 64 || t->proc_fd < 0 ||
	    proctree_read_file(t, path, text, sizeof text) < 0 ||
	    (ignored = strstr(text, "\nSigIgn:")) == NULL ||
	    (caught = strstr(text, "\nSigCgt:")) == NULL)
		return false;
	if (strtoull(ignored + 8, NULL, 16) >> (signal - 1) & 1)
		return true;
	return by_default && !(strtoull(caught + 8, NULL, 16) >> (signal - 1) & 1);
}

/* If there is no pidfd (refused by a seccomp filter, or no free descriptor), uses the pid,
 * which was checked just before. */
static bool send_signal(int fd, pid_t pid, int signal)
{
	if (fd >= 0) {
		if (syscall(SYS_pidfd_send_signal, fd, signal, NULL, 0) == 0)
			return true;
		if (errno == ESRCH)
			return false;
	}
	return kill(pid, signal) == 0;
}

/* The pid may be reused before the pidfd is opened. The pidfd is that of `p` only if start
 * and session are still the same after that. */
bool proctree_signal(const struct proctree *t, const struct proc_info *p, int signal)
{
	struct proc_info now = { 0 };
	int fd = (int)syscall(SYS_pidfd_open, p->pid, 0);
	bool sent = false;

	if (fd < 0 && errno == ESRCH)
		return false;
	if (p->pid > 1 && proctree_stat(t, p->pid, &now) && now.start == p->start &&
	    now.session == p->session)
		sent = send_signal(fd, p->pid, signal);
	if (sent && signal != SIGKILL && signal != SIGCONT)
		send_signal(fd, p->pid, SIGCONT);
	fd_close(fd);
	return sent;
}

bool proctree_cgroup(const struct proctree *t, pid_t pid, char *line, size_t size)
{
	char path[32], text[4096];
	const char *found;

	snprintf(path, sizeof path, "%d/cgroup", (int)pid);
	if (t->proc_fd < 0 || proctree_read_file(t, path, text, sizeof text) < 0 ||
	    (found = cgroup_v2_line(text)) == NULL)
		return false;
	snprintf(line, size, "%s", found);
	return true;
}
