/* supervisor/proc/proctree.h - reads and signals the processes below this one, by /proc.
 *
 * Layer:   supervisor/proc. Allocates nothing after proctree_open(). Only
 *          proctree_env_marker() may wait for another process.
 * Errors:  a process that has exited, even if it was not reaped yet, or that is hidden
 *          (hidepid) counts as missing, unless the comment of the function says otherwise.
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
	int proc_fd; /* -1: there is no /proc of our pid namespace */
	bool lists;  /* the kernel has /proc/PID/task/TID/children (CONFIG_PROC_CHILDREN) */
	uint32_t self; /* our pid */
	/* If `lists` is false: all processes, read again for each walk. */
	struct ppid_pair *pairs;
	size_t pair_count;
	int gather_fd;
};

struct proc_info {
	pid_t pid, parent, group, session;
	uint64_t start; /* start time in clock ticks since boot; 0: hidden (hidepid) */
	uint32_t threads, owner;
	bool exiting; /* the process began to exit: its memory may be freed already */
	bool direct;  /* the process is our child: its pid is not reused until we reap it */
	uint8_t flags; /* flags for the caller */
	char name[17];
};

#define PROCTREE_WORD      48
#define PROCTREE_PAIRS_MAX 65536u

/* Opens /proc, and maps memory if the kernel does not list children. If /proc is missing or
 * belongs to another pid namespace, or there is no memory, proc_fd is -1 and every process
 * but our own children counts as missing. */
void proctree_open(struct proctree *t);
/* Closes /proc and frees the memory. */
void proctree_close(struct proctree *t);
/* Returns the current time in the unit of proc_info.start. */
uint64_t proctree_now(void);

/* Reads about `budget` processes for each call. Returns false while there are more; call it
 * again in another turn of the loop. Must return true before the first proctree_children()
 * of a walk. Does nothing if the kernel lists children. */
bool proctree_snapshot(struct proctree *t, size_t budget);

/* Fills in all members but owner, direct and flags, which stay. Returns false, and leaves
 * *ret unchanged, if the process has exited. Of a child of ours that is hidden, or if there
 * is no /proc, only pid, parent, group and session are known; the name is "?" and the other
 * members are 0. */
bool proctree_stat(const struct proctree *t, pid_t pid, struct proc_info *ret);
/* Fills in the same members for a process that may be a zombie, and zeroes the others.
 * Returns false, with only the pid in *ret, if it was reaped or is hidden. */
bool proctree_stat_dead(const struct proctree *t, pid_t pid, struct proc_info *ret);
/* Calls each() for every child of `p`, alive or dead. If the kernel does not list children,
 * uses the processes that were alive at the last proctree_snapshot(). */
void proctree_children(const struct proctree *t, const struct proc_info *p,
		       void (*each)(void *context, pid_t pid), void *context);
/* Returns true if known() returns false for one of our children, or if the kernel does not
 * list children. Reads one file. */
bool proctree_has_unknown_child(struct proctree *t, bool (*known)(void *context, pid_t pid),
				void *context);
/* Reads CTINIT_SERVICE and CTINIT_INSTANCE from the first 1 MiB of the environment of a
 * process; "" if one is not set or has PROCTREE_WORD bytes or more. Returns 1 if
 * CTINIT_SERVICE was found, else 0, also if the process has exited. Returns -EACCES if we
 * may not read the environment, or -EAGAIN during the process's execve(2), when it is not
 * set yet. May block: see origin.h. */
int proctree_env_marker(const struct proctree *t, pid_t pid, char service[PROCTREE_WORD],
			char instance[PROCTREE_WORD]);
/* Copies the line "0::/..." of /proc/PID/cgroup, without its newline. Returns false if
 * there is none. */
bool proctree_cgroup(const struct proctree *t, pid_t pid, char *line, size_t size);
/* Returns true if the process ignores the signal, or does not catch it and the default
 * action is to ignore it. Returns false if that cannot be read. */
bool proctree_ignores_signal(const struct proctree *t, pid_t pid, int signal);
/* Opens a file by its path below /proc, with O_NONBLOCK and O_CLOEXEC; never one that is
 * mounted over it (without openat2(2), we cannot exclude that). Returns a descriptor, or -1
 * and sets errno. */
int proctree_open_file(const struct proctree *t, const char *path, int flags);
/* Reads the first size - 1 bytes of a file below /proc and adds a NUL. Returns their
 * number, or -1 on failure or if the file is empty. */
ssize_t proctree_read_file(const struct proctree *t, const char *path, char *text,
			   size_t size);
/* Sends `signal` if the pid still belongs to the process `p`, then SIGCONT unless it was
 * SIGKILL. Uses a pidfd if the kernel can. Returns false if the signal was not sent. */
bool proctree_signal(const struct proctree *t, const struct proc_info *p, int signal);

struct climb {
	bool dead_too; /* climb also from zombies */
	/* Called with each pid before it is read; true ends the climb. NULL: never. */
	bool (*stop)(void *context, pid_t pid);
	void *context;
};
enum climb_end {
	CLIMB_STOPPED,   /* stop() returned true for ret->pid */
	CLIMB_OUR_CHILD, /* reached a child of ours, which is in *ret */
	CLIMB_OUTSIDE,   /* the process is not below us, or has too many parents */
	CLIMB_GONE       /* the process has exited or is hidden */
};
#define CLIMB_PARENTS_MAX 256
/* Climbs from process `pid` to its parents, at most CLIMB_PARENTS_MAX. *ret is the last
 * process that it reached; for CLIMB_STOPPED and CLIMB_GONE only its pid is valid. */
enum climb_end proctree_climb(const struct proctree *t, const struct climb *climb,
			      pid_t pid, struct proc_info *ret);

#endif
