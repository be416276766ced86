/* supervisor/proc/spawn_plan.h - declares the input of a start, which is filled in
 * before the fork.
 *
 * The child does not change a plan and looks up no names, because it may run in PID 1's
 * memory.
 *
 * Layer:   supervisor/proc. The rooms above it may include it. */
#ifndef SUPERVISOR_PROC_SPAWN_PLAN_H
#define SUPERVISOR_PROC_SPAWN_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#define SPAWN_RUN_FD     3 /* spawn_plan.run_fd in the child */
#define SPAWN_GROUPS_MAX 64
#define SPAWN_FOLLOW_MAX 16
#define SPAWN_STACK      (32u << 10)

/* The descriptor in the processes of a setup for the file that CTINIT_ENV names. It has one
 * digit, because sh(1) supports no more in a redirection (dash: `>&8`). */
#define SPAWN_ENV_FD 8

struct spawn_stdio {
	int fd;           /* >= 0: the stream becomes a copy of it; -1: closed */
	const char *path; /* not NULL: the stream is this file */
	bool null;        /* the stream is /dev/null */
};

/* A file of log-follow. The logger reads it from the end that it has before the start, so
 * the child writes device, inode (~0: no such file), size and owner to log_memory_fd. If
 * the log memory already has them for this owner, they stay. */
struct spawn_follow {
	const char *path;
	uint64_t offset; /* where in log_memory_fd the child writes */
	uint32_t owner;
};

/* A pipe to the logger. Before the program runs, the child writes to log_memory_fd where in
 * the pipe the program's output begins. `run` 0: the stream does not lead to the logger. */
struct spawn_output {
	uint32_t source, owner;
	uint64_t run;
};

struct fd_channel; /* fd_channel.h */
struct tmpfiles;   /* tmpfiles.h */

struct spawn_plan {
	char *const *argv; /* NULL: no program, only the steps before it */
	char *const *envp;
	const struct tmpfiles *tmpfiles; /* NULL: none. Needs needs_own_memory */
	const char *path;      /* PATH of the service, to find an argv[0] without a slash */
	const char *directory; /* working directory; NULL: unchanged */
	struct spawn_stdio stdio[3];
	bool session_terminal; /* stdin is a terminal that becomes the controlling one */
	bool take_foreground;  /* no new session, but a group in the foreground of stdin */
	int null_fd;           /* /dev/null, opened before; < 3: the child opens it */
	int notify_fd;         /* the write end of the pipe of ready = fd:N; -1: none */
	int notify_as;         /* the number N that notify_fd gets in the child */
	int env_fd;            /* > 0: becomes SPAWN_ENV_FD */
	bool change_user;
	uint32_t uid, gid, groups[SPAWN_GROUPS_MAX];
	size_t group_count;
	unsigned umask;
	bool set_nice, set_oom; /* `nice` and `oom` are set */
	int nice, oom;          /* nice(2); oom_score_adj, proc(5) */
	/* The RLIM_NLIMITS limits that ctinit was started with. The child takes
	 * RLIMIT_NOFILE from them, because ctinit raises its own. NULL: it takes none. */
	const struct rlimit *inherited_limits;
	struct rlimit limits[RLIM_NLIMITS];
	uint32_t limits_set; /* bit R is set: the child sets limits[R] */
	/* The signals that are blocked and ignored when the program starts; bit N-1 is
	 * signal N. */
	uint64_t mask, ignored;
	/* Not NULL: the child calls it instead of running a program. */
	int (*run)(void *context);
	void *run_context;
	struct spawn_follow follow[SPAWN_FOLLOW_MAX];
	uint32_t follow_count;
	struct spawn_output output[2]; /* stdout, stderr */
	/* Writes one `output` to the log memory. Raw system calls only. Returns 0 or a
	 * negative errno. NULL: no stream leads to the logger. */
	int (*begin_output)(int log_memory_fd, int stream_fd,
			    const struct spawn_output *output);
	int log_memory_fd; /* the log memory, for `follow` and `output` */
	int exec_fd;   /* > 0: the child runs this program, and calls `run` if that fails */
	int run_fd;    /* becomes SPAWN_RUN_FD; all descriptors above it are closed */
	int report_fd; /* set by spawn() */
	/* Not NULL: the end of a stack of at least SPAWN_STACK bytes for the child, which
	 * then runs in our memory. The stack, the plan and all that the plan points to must
	 * stay unchanged until the report pipe is at its end. */
	void *stack_top;
	/* Not NULL: the child shares our table of descriptors at first (fd_channel.h).
	 * spawn() sets it to NULL if that was not possible. The channel is in use until the
	 * report pipe is at its end or has a report. If the child dies before that, drain
	 * the channel; if it could not receive the descriptors, its exit code is the
	 * errno. */
	const struct fd_channel *fd_channel;
	int cgroup_fd; /* > 0: the child starts in this group; 0 after spawn(): refused */
	bool needs_own_memory; /* a step changes memory, so the child must not share ours */
};

/* Returns true if the child will run in our memory. oom_score_adj rules that out: the
 * kernel sets it for all processes that share memory (proc(5)). */
static inline bool spawn_uses_clone_vm(const struct spawn_plan *plan)
{
	return plan->stack_top != NULL && !plan->needs_own_memory && !plan->set_oom &&
	       !plan->run && plan->cgroup_fd <= 0;
}

#endif
