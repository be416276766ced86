/* supervisor/proc/tree.h - processes below this one, seen through /proc.
 *
 * Layer:  supervisor/proc. No memory but the stack and what tree_open() maps; no call that
 *         waits for another process (openat2(2) without crossing mounts, O_NONBLOCK).
 * Errors: a process that is gone, dead or hidden is simply not there.
 * Source: proc(5) stat fields 3-6, 20 and 22, task/TID/children, environ; pidfd_open(2). */
#ifndef SUPERVISOR_PROC_TREE_H
#define SUPERVISOR_PROC_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct tree_pair {
	pid_t pid, parent;
};

struct tree {
	int proc_fd;   /* -1: no /proc of our pid namespace */
	bool lists;    /* the kernel has task/TID/children (CONFIG_PROC_CHILDREN) */
	uint32_t self; /* our pid */
	/* Without them: all processes, read anew for each walk. */
	struct tree_pair *pairs;
	size_t pair_count;
	int gather_fd;
};

struct tree_proc {
	pid_t pid, parent, group, session;
	uint64_t start; /* clock ticks since boot; 0: hidden from us (hidepid) */
	uint32_t threads, owner;
	bool direct;  /* a child of ours: its number is pinned until it is reaped */
	uint8_t mine; /* the caller's */
	char name[17];
};

#define TREE_WORD 48

void tree_open(struct tree *t);
void tree_close(struct tree *t);
uint64_t tree_now(void); /* in the ticks of tree_proc.start */

/* Before the first tree_children() of a walk: false while there is more to read, to be
 * called again in another turn. Nothing to do where the kernel lists children. */
bool tree_gather(struct tree *t, size_t most);

/* Fills all but owner, direct and mine. false: gone, or dead and not yet reaped. */
bool tree_look(const struct tree *t, pid_t pid, struct tree_proc *ret);
/* The same, also of a process that is dead and not yet reaped; false for one that is hidden. */
bool tree_look_dead(const struct tree *t, pid_t pid, struct tree_proc *ret);
/* Each child of `p`, living or dead. */
void tree_children(const struct tree *t, const struct tree_proc *p,
		   void (*each)(void *context, pid_t pid), void *context);
/* Are there children at all that `known` does not know? For our own only; one read. */
bool tree_any_unknown(struct tree *t, bool (*known)(void *context, pid_t pid),
		      void *context);
/* CTINIT_SERVICE and CTINIT_INSTANCE ("" when absent) of its environment: 1; 0: none;
 * -EACCES: it may not be read; -EAGAIN: it is within execve(2) and has none yet. May wait:
 * see mark.h. */
int tree_mark(const struct tree *t, pid_t pid, char service[TREE_WORD],
	      char instance[TREE_WORD]);
/* The line "0::/..." of /proc/PID/cgroup. */
bool tree_cgroup(const struct tree *t, pid_t pid, char *line, size_t size);
/* Is `signal` without effect on it: ignored, or not caught and ignored by default? */
bool tree_ignores(const struct tree *t, pid_t pid, int signal);
/* A file of /proc by its path below it: never through what is mounted over it. -1: none. */
int tree_open_file(const struct tree *t, const char *path, int flags);
/* Its first size - 1 bytes, at least one, NUL-terminated; -1: none. */
ssize_t tree_read(const struct tree *t, const char *path, char *text, size_t size);
/* By pidfd, and only if it still is the process that was looked at. CONT follows all but
 * KILL. */
bool tree_signal(const struct tree *t, const struct tree_proc *p, int signal);
/* Is `pid` below `top`? */
bool tree_is_below(const struct tree *t, pid_t pid, pid_t top);

#endif
