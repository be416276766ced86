/* supervisor/proc/proctree.h - finds, reads and signals the processes below this one by
 * /proc.
 *
 * Layer:   supervisor/proc. Allocates nothing after proctree_open(). No call but
 *          proctree_env_marker() waits for another process (openat2(2) without crossing
 *          mounts, O_NONBLOCK).
 * Errors:  a process that is gone, dead or hidden counts as missing, unless the comment of
 *          the function says otherwise.
 * Source:  proc(5) stat, task/TID/children, environ; pidfd_open(2). */
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
	int proc_fd;   /* -1: there is no /proc of our pid namespace */
	bool lists;    /* the kernel has task/TID/children (CONFIG_PROC_CHILDREN) */
	uint32_t self; /* our pid */
	/* Only if the kernel lacks these files: all processes, read again for each walk. */
	struct ppid_pair *pairs;
	size_t pair_count;
	int gather_fd;
};

struct proc_info {
	pid_t pid, parent, group, session;
	uint64_t start; /* in clock ticks since boot; 0: hidden from us (hidepid) */
	uint32_t threads, owner;
	bool exiting;  /* it has begun to exit: its memory may be gone */
	bool direct;   /* a child of ours: its pid is not reused until we reap it */
	uint8_t flags; /* bits of the caller's own */
	char name[17];
};

#define PROCTREE_WORD      48
#define PROCTREE_PAIRS_MAX 65536u

/* Opens /proc. If that fails, or it is the /proc of another pid namespace, proc_fd is -1
 * and every process counts as missing. */
void proctree_open(struct proctree *t);
void proctree_close(struct proctree *t);
/* Returns the present time in the ticks of proc_info.start. */
uint64_t proctree_now(void);

/* Reads all processes, about `budget` a call, before the first proctree_children() of a
 * walk. Returns false while there is more to read; then call it again in another turn. Does
 * nothing if the kernel lists children. */
bool proctree_snapshot(struct proctree *t, size_t budget);

/* Fills in all but owner, direct and flags. Returns false if the process is gone, or dead
 * and not reaped yet. Of a hidden child of ours only parent, group and session are
 * known. */
bool proctree_stat(const struct proctree *t, pid_t pid, struct proc_info *ret);
/* Fills in the same members, and zeroes the others, also for a process that is dead and not
 * reaped yet. Returns false for a hidden one. */
bool proctree_stat_dead(const struct proctree *t, pid_t pid, struct proc_info *ret);
/* Calls each() for every child of `p`, alive or dead. If the kernel does not list children,
 * for those that were alive at the last proctree_snapshot(). */
void proctree_children(const struct proctree *t, const struct proc_info *p,
		       void (*each)(void *context, pid_t pid), void *context);
/* Returns true if one of our own children is unknown to known(), or if the kernel does not
 * list children. Costs one read. */
bool proctree_has_unknown_child(struct proctree *t, bool (*known)(void *context, pid_t pid),
				void *context);
/* Reads CTINIT_SERVICE and CTINIT_INSTANCE ("" if not set) from its environment. Returns 1
 * if it has the first, else 0. -EACCES: we may not read it. -EAGAIN: it is in execve(2) and
 * its environment is not set yet. May block: see origin.h. */
int proctree_env_marker(const struct proctree *t, pid_t pid, char service[PROCTREE_WORD],
			char instance[PROCTREE_WORD]);
/* Writes the line "0::/..." of /proc/PID/cgroup. Returns false if it has none. */
bool proctree_cgroup(const struct proctree *t, pid_t pid, char *line, size_t size);
/* Returns true if the signal has no effect on the process: the process ignores it, or does
 * not catch it and the default is to ignore it. */
bool proctree_ignores_signal(const struct proctree *t, pid_t pid, int signal);
/* Opens a file by its path below /proc, but never one that is mounted over it. Returns -1
 * and errno if it cannot. */
int proctree_open_file(const struct proctree *t, const char *path, int flags);
/* Reads the first size - 1 bytes and adds a NUL. Returns -1 if there is not at least one
 * byte. */
ssize_t proctree_read_file(const struct proctree *t, const char *path, char *text,
			   size_t size);
/* Sends `signal`, by a pidfd if the kernel can, only if the pid still belongs to the
 * process `p`. SIGCONT follows, except after SIGKILL. Returns false if the signal was not
 * sent. */
bool proctree_signal(const struct proctree *t, const struct proc_info *p, int signal);

/* The options of proctree_climb(). */
struct climb {
	bool dead_too; /* also follows processes that are dead and not reaped yet */
	/* Called for each pid before it is read. Returns true to end the climb. NULL: the
	 * climb never ends early. */
	bool (*stop)(void *context, pid_t pid);
	void *context;
};
enum climb_end {
	CLIMB_STOPPED,   /* stop() returned true for ret->pid */
	CLIMB_OUR_CHILD, /* reached a child of ours, which is in *ret */
	CLIMB_OUTSIDE,   /* not below us, or more than CLIMB_PARENTS_MAX parents */
	CLIMB_GONE       /* the process is gone, dead or hidden */
};
#define CLIMB_PARENTS_MAX 256
/* Climbs from the process `pid` to its parents, and returns why it ended. *ret is the last
 * process that it reached. */
enum climb_end proctree_climb(const struct proctree *t, const struct climb *climb,
			      pid_t pid, struct proc_info *ret);

#endif
