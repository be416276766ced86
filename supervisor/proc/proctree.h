/* supervisor/proc/proctree.h - processes below this one, seen through /proc.
 *
 * Layer:  supervisor/proc. No memory but the stack and what proctree_open() maps; no call that
 *         waits for another process (openat2(2) without crossing mounts, O_NONBLOCK).
 * Errors: a process that is gone, dead or hidden is simply not there.
 * Source: proc(5) stat fields 3-6, 20 and 22, task/TID/children, environ; pidfd_open(2). */
#ifndef SUPERVISOR_PROC_PROCTREE_H
#define SUPERVISOR_PROC_PROCTREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct ppid_pair {
	pid_t pid, parent;
};

struct proctree {
	int proc_fd;   /* -1: no /proc of our pid namespace */
	bool lists;    /* the kernel has task/TID/children (CONFIG_PROC_CHILDREN) */
	uint32_t self; /* our pid */
	/* Without them: all processes, read anew for each walk. */
	struct ppid_pair *pairs;
	size_t pair_count;
	int gather_fd;
};

struct proc_info {
	pid_t pid, parent, group, session;
	uint64_t start; /* clock ticks since boot; 0: hidden from us (hidepid) */
	uint32_t threads, owner;
	bool direct;   /* a child of ours: its number is pinned until it is reaped */
	uint8_t flags; /* the caller's */
	char name[17];
};

#define PROCTREE_WORD      48
#define PROCTREE_PAIRS_MAX 65536u

void proctree_open(struct proctree *t);
void proctree_close(struct proctree *t);
uint64_t proctree_now(void); /* in the ticks of proc_info.start */

/* Before the first proctree_children() of a walk: false while there is more to read, to be
 * called again in another turn. Nothing to do where the kernel lists children. */
bool proctree_snapshot(struct proctree *t, size_t most);

/* Fills all but owner, direct and flags. false: gone, or dead and not yet reaped. */
bool proctree_stat(const struct proctree *t, pid_t pid, struct proc_info *ret);
/* The same, also of a process that is dead and not yet reaped; false for one that is hidden. */
bool proctree_stat_dead(const struct proctree *t, pid_t pid, struct proc_info *ret);
/* Each child of `p`, living or dead. */
void proctree_children(const struct proctree *t, const struct proc_info *p,
		       void (*each)(void *context, pid_t pid), void *context);
/* Are there children at all that `known` does not know? For our own only; one read. */
bool proctree_has_unknown_child(struct proctree *t, bool (*known)(void *context, pid_t pid),
				void *context);
/* CTINIT_SERVICE and CTINIT_INSTANCE ("" when absent) of its environment: 1; 0: none;
 * -EACCES: it may not be read; -EAGAIN: it is within execve(2) and has none yet. May wait:
 * see origin.h. */
int proctree_env_marker(const struct proctree *t, pid_t pid, char service[PROCTREE_WORD],
			char instance[PROCTREE_WORD]);
/* The line "0::/..." of /proc/PID/cgroup. */
bool proctree_cgroup(const struct proctree *t, pid_t pid, char *line, size_t size);
/* Is `signal` without effect on it: ignored, or not caught and ignored by default? */
bool proctree_ignores_signal(const struct proctree *t, pid_t pid, int signal);
/* A file of /proc by its path below it: never through what is mounted over it. -1: none. */
int proctree_open_file(const struct proctree *t, const char *path, int flags);
/* Its first size - 1 bytes, at least one, NUL-terminated; -1: none. */
ssize_t proctree_read_file(const struct proctree *t, const char *path, char *text,
			   size_t size);
/* By pidfd, and only if it still is the process that was looked at. CONT follows all but
 * KILL. */
bool proctree_signal(const struct proctree *t, const struct proc_info *p, int signal);

/* How to climb from a process to its parents. */
struct climb {
	bool dead_too; /* its stat may be that of a process that is dead and not reaped yet */
	/* Returns true where the climb is over; called before a process is looked at. NULL:
	 * never. */
	bool (*stop)(void *context, pid_t pid);
	void *context;
};
enum climb_end {
	CLIMB_STOPPED,   /* stop() returned true for ret->pid */
	CLIMB_OUR_CHILD, /* at a child of ours, which is in *ret */
	CLIMB_OUTSIDE, /* at a process that is not below us, or CLIMB_PARENTS_MAX parents on */
	CLIMB_GONE     /* at a process that is not there, or dead, or hidden */
};
#define CLIMB_PARENTS_MAX 256
enum climb_end proctree_climb(const struct proctree *t, const struct climb *climb,
			      pid_t pid, struct proc_info *ret);

#endif
