/* supervisor/proc/proctree_walk.c - finds the children and the parents of a process. */
#include "supervisor/proc/proctree.h"

#include "supervisor/proc/dirents.h"
#include "supervisor/proc/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Reads numbers and blanks in pieces, which may end within a number. */
static void each_number(int fd, void (*each)(void *context, pid_t pid), void *context)
{
	char text[4096];
	unsigned number = 0;
	ssize_t n;

	while ((n = read(fd, text, sizeof text)) > 0) {
		for (ssize_t i = 0; i < n; i++) {
			if (text[i] >= '0' && text[i] <= '9') {
				number = number * 10 + (unsigned)(text[i] - '0');
			} else if (number > 0) {
				each(context, (pid_t)number);
				number = 0;
			}
		}
	}
}

static void children_of_thread(const struct proctree *t, pid_t pid, pid_t thread,
			       void (*each)(void *context, pid_t pid), void *context)
{
	char path[64];
	int fd;

	snprintf(path, sizeof path, "%d/task/%d/children", (int)pid, (int)thread);
	fd = proctree_open_file(t, path, O_RDONLY);
	if (fd < 0)
		return;
	each_number(fd, each, context);
	close(fd);
}

/* Calls getdents64(2) once, and each() for every numeric name. Returns the result of
 * getdents64(2): 0 at the end of the directory, -1 for an error. */
static long each_entry(int fd, void (*each)(void *context, pid_t pid), void *context)
{
	_Alignas(struct dirents_record) char list[4096];
	long n;

	do
		n = syscall(SYS_getdents64, fd, list, sizeof list);
	while (n < 0 && errno == EINTR);
	for (long pos = 0; pos < n;) {
		const struct dirents_record *d = (const void *)(list + pos);
		int pid = atoi(d->name);

		if (pid > 0)
			each(context, pid);
		pos += d->size;
	}
	return n;
}

struct threads {
	const struct proctree *t;
	pid_t pid;
	void (*each)(void *context, pid_t pid);
	void *context;
};

static void on_thread(void *context, pid_t thread)
{
	struct threads *all = context;

	children_of_thread(all->t, all->pid, thread, all->each, all->context);
}

void proctree_children(const struct proctree *t, const struct proc_info *p,
		       void (*each)(void *context, pid_t pid), void *context)
{
	struct threads all = { t, p->pid, each, context };
	char path[32];
	int fd;

	for (size_t i = 0; !t->lists && i < t->pair_count; i++) {
		if (t->pairs[i].parent == p->pid)
			each(context, t->pairs[i].pid);
	}
	if (!t->lists || t->proc_fd < 0)
		return;
	if (p->threads <= 1) {
		children_of_thread(t, p->pid, p->pid, each, context);
		return;
	}
	snprintf(path, sizeof path, "%d/task", (int)p->pid);
	fd = proctree_open_file(t, path, O_RDONLY | O_DIRECTORY);
	while (fd >= 0 && each_entry(fd, on_thread, &all) > 0)
		;
	fd_close(fd);
}

static void on_entry(void *context, pid_t pid)
{
	struct proctree *t = context;
	struct proc_info p = { 0 };

	if (t->pair_count < PROCTREE_PAIRS_MAX && proctree_stat(t, pid, &p) && p.start != 0)
		t->pairs[t->pair_count++] = (struct ppid_pair){ pid, p.parent };
}

bool proctree_snapshot(struct proctree *t, size_t budget)
{
	if (t->lists || t->proc_fd < 0)
		return true;
	if (t->gather_fd < 0) {
		t->pair_count = 0;
		t->gather_fd = proctree_open_file(t, ".", O_RDONLY | O_DIRECTORY);
	}
	budget += t->pair_count;
	while (t->gather_fd >= 0 && t->pair_count < PROCTREE_PAIRS_MAX) {
		if (each_entry(t->gather_fd, on_entry, t) <= 0)
			break;
		if (t->pair_count >= budget)
			return false;
	}
	fd_clear(&t->gather_fd);
	return true;
}

struct unknown {
	bool (*known)(void *context, pid_t pid);
	void *context;
	bool any;
};

static void on_own_child(void *context, pid_t pid)
{
	struct unknown *u = context;

	u->any = u->any || !u->known(u->context, pid);
}

bool proctree_has_unknown_child(struct proctree *t, bool (*known)(void *context, pid_t pid),
				void *context)
{
	struct unknown u = { known, context, !t->lists };

	if (t->lists)
		children_of_thread(t, (pid_t)t->self, (pid_t)t->self, on_own_child, &u);
	return u.any;
}

/* ---- parents ---- */

enum climb_end proctree_climb(const struct proctree *t, const struct climb *climb,
			      pid_t pid, struct proc_info *ret)
{
	for (int i = 0; i < CLIMB_PARENTS_MAX; i++) {
		bool there;

		*ret = (struct proc_info){ .pid = pid };
		if (climb->stop != NULL && climb->stop(climb->context, pid))
			return CLIMB_STOPPED;
		there = climb->dead_too ? proctree_stat_dead(t, pid, ret)
					: proctree_stat(t, pid, ret);
		if (!there)
			return CLIMB_GONE;
		if (ret->parent == (pid_t)t->self)
			return CLIMB_OUR_CHILD;
		if (ret->parent <= 1)
			return CLIMB_OUTSIDE;
		pid = ret->parent;
	}
	return CLIMB_OUTSIDE;
}
