/* supervisor/proc/proctree_stat.c - what /proc says of one process. */
#include "supervisor/proc/proctree.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define DEEPEST 256 /* parents looked at; a longer chain is nobody's */

/* The name may hold any byte, so fields are counted from the last ')'. */
static bool parse_stat(char *text, struct proc_info *p, bool dead_too)
{
	char *name = strchr(text, '('), *at = strrchr(text, ')');
	int field = 3;
	bool over;

	if (name == NULL || at == NULL || at < name || at[1] != ' ')
		return false;
	snprintf(p->name, sizeof p->name, "%.*s", (int)(at - name - 1), name + 1);
	at += 2;
	over = *at == 'Z' || *at == 'X' || *at == 'x';
	for (; (at = strchr(at, ' ')) != NULL; field++) {
		uint64_t value = strtoull(++at, NULL, 10);

		switch (field + 1) {
		case 4: p->parent = (pid_t)value; break;
		case 5: p->group = (pid_t)value; break;
		case 6: p->session = (pid_t)value; break;
		case 20:
			/* Its first thread may be dead and others live (pthread_exit(3)). */
			if (over && value <= 1 && !dead_too)
				return false;
			p->threads = (uint32_t)value;
			break;
		case 22: p->start = value; return true;
		}
	}
	return false;
}

/* What may not be looked at may still be known by its ids. */
static bool look_hidden(const struct proctree *t, pid_t pid, struct proc_info *p)
{
	siginfo_t dead = { 0 };

	p->group = getpgid(pid);
	p->session = getsid(pid);
	if (p->group < 0 || p->session < 0)
		return false;
	if (waitid(P_PID, (id_t)pid, &dead, WEXITED | WNOHANG | WNOWAIT | __WALL) < 0)
		return false; /* not ours: its number may become anybody's */
	p->parent = (pid_t)t->self;
	strcpy(p->name, "?");
	return dead.si_pid == 0;
}

bool proctree_stat(const struct proctree *t, pid_t pid, struct proc_info *ret)
{
	char path[32], text[1024];
	struct proc_info p = {
		.pid = pid, .owner = ret->owner, .direct = ret->direct, .mine = ret->mine
	};
	bool there;

	snprintf(path, sizeof path, "%d/stat", (int)pid);
	if (t->proc_fd >= 0 && proctree_read_file(t, path, text, sizeof text) > 0)
		there = parse_stat(text, &p, false);
	else
		there = look_hidden(t, pid, &p);
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

/* Does `signal` do nothing to it: ignored, or not caught where the default is to ignore? */
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

bool proctree_is_below(const struct proctree *t, pid_t pid, pid_t top)
{
	struct proc_info p = { .parent = pid };

	for (int i = 0; i < DEEPEST && p.parent > 1; i++) {
		if (!proctree_stat(t, p.parent, &p))
			return false;
		if (p.parent == top)
			return true;
	}
	return false;
}

/* Without pidfds (a filter of system calls, no descriptor left): by number, right after
 * the look. */
static bool send(int fd, pid_t pid, int signal)
{
	if (fd >= 0) {
		if (syscall(SYS_pidfd_send_signal, fd, signal, NULL, 0) == 0)
			return true;
		if (errno == ESRCH)
			return false;
	}
	return kill(pid, signal) == 0;
}

/* Its number could have passed on between the look and the pidfd: what the pidfd names is
 * what was looked at only if number, start and session are the same after it was opened. */
bool proctree_signal(const struct proctree *t, const struct proc_info *p, int signal)
{
	struct proc_info now = { 0 };
	int fd = (int)syscall(SYS_pidfd_open, p->pid, 0);
	bool sent = false;

	if (fd < 0 && errno == ESRCH)
		return false;
	if (p->pid > 1 && proctree_stat(t, p->pid, &now) && now.start == p->start &&
	    now.session == p->session)
		sent = send(fd, p->pid, signal);
	if (sent && signal != SIGKILL && signal != SIGCONT)
		send(fd, p->pid, SIGCONT);
	if (fd >= 0)
		close(fd);
	return sent;
}

bool proctree_cgroup(const struct proctree *t, pid_t pid, char *line, size_t size)
{
	char path[32], text[4096], *at;

	snprintf(path, sizeof path, "%d/cgroup", (int)pid);
	if (t->proc_fd < 0 || proctree_read_file(t, path, text, sizeof text) < 0)
		return false;
	for (at = text; at != NULL && strncmp(at, "0::/", 4) != 0;)
		at = (at = strchr(at, '\n')) != NULL ? at + 1 : NULL;
	if (at == NULL)
		return false;
	snprintf(line, size, "%.*s", (int)strcspn(at, "\n"), at);
	return true;
}
