/* supervisor/proc/spawn_plan.h - declares the plan of a start.
 *
 * PID 1 fills in the plan before the fork. The child does not change it and looks up no
 * names, because it may run in PID 1's memory.
 *
 * Layer:   supervisor/proc. The rooms above it may include it. */
#ifndef SUPERVISOR_PROC_SPAWN_PLAN_H
#define SUPERVISOR_PROC_SPAWN_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#define SPAWN_RUN_FD     3 /* the number of spawn_plan.run_fd in the child */
#define SPAWN_GROUPS_MAX 64
#define SPAWN_FOLLOW_MAX 16
#define SPAWN_STACK      (32u << 10)

/* The file that CTINIT_ENV names, in the processes of a setup. One digit, because sh(1)
 * supports no more in a redirection (dash: `>&8`). */
#define SPAWN_ENV_FD 8

struct spawn_stdio {
	int fd;           /* >= 0: copied to the stream; -1: the stream is closed */
	const char *path; /* not NULL: the stream is this file */
	bool null;        /* the stream is /dev/null */
};

/* A file of `log-follow`. The logger reads it from the end that it has before the start. So
 * the child writes its device, inode (~0: no such file), size and slot_generation to
 * log_memory_fd, unless the log memory has them for this generation already. */
struct spawn_follow {
	const char *path;
	uint64_t offset; /* offset in log_memory_fd at which the child writes */
	uint32_t slot_generation;
};

/* A pipe to the logger. Before it runs the program, the child records in log_memory_fd
 * where in the pipe the program's output begins. `run_id` 0: the stream does not go to the
 * logger. */
struct spawn_output {
	uint32_t slot, slot_generation;
	uint64_t run_id;
};

/* A client of the control socket for whom the program runs. The child sends it a line of type
 * "started" with its pid. */
struct spawn_client {
	int fd; /* the connection, above 2 */
	/* The child opens a new terminal of this size, and sends its master with that line.
	 * Otherwise three descriptors are in the socket, with the request: the child
	 * receives them as its standard streams. */
	bool terminal;
	unsigned rows, columns;
};

struct fd_channel;
struct tmpfiles;

struct spawn_plan {
	char *const *argv; /* NULL: the child carries out the steps and runs no program */
	char *const *envp;
	const struct tmpfiles *tmpfiles; /* needs needs_own_memory; NULL: none */
	const char *path; /* the service's PATH, to find an argv[0] that has no slash */
	const char *directory; /* working directory; NULL: unchanged */
	struct spawn_stdio stdio[3];
	const struct spawn_client *client; /* not NULL: replaces `stdio` */
	bool session_terminal; /* stdin is a terminal: make it the controlling one */
	bool take_foreground; /* new foreground group on stdin's terminal, no new session */
	int null_fd;          /* an open /dev/null; < 3: the child opens it */
	int notify_fd;        /* the write end of the pipe for `ready = fd:N`; -1: none */
	int notify_as;        /* number that notify_fd gets in the child: N */
	int env_fd;           /* descriptor that becomes SPAWN_ENV_FD, if it is > 0 */
	bool change_user;
	uint32_t uid, gid, groups[SPAWN_GROUPS_MAX];
	size_t group_count;
	unsigned umask;
	bool set_nice, set_oom; /* `nice` and `oom` are valid */
	int nice, oom;          /* values for nice(2) and for oom_score_adj (proc(5)) */
	/* RLIMIT_NOFILE that ctinit inherited. The child restores it, because ctinit raises
	 * its own. NULL: do not restore. */
	const struct rlimit *inherited_open_files;
	struct rlimit limits[RLIM_NLIMITS];
	uint32_t limits_set; /* bit R is set if the child sets limits[R] */
	/* The signals that are blocked when the program starts, and those that are ignored
	 * besides what PID 1 ignores: bit N-1 is signal N. */
	uint64_t mask, ignored;
	/* Not NULL: called in the child instead of a program. */
	int (*run)(void *context);
	void *run_context;
	struct spawn_follow follow[SPAWN_FOLLOW_MAX];
	uint32_t follow_count;
	struct spawn_output output[2]; /* the pipes of stdout and stderr */
	/* Records one `output` in the log memory. Makes only raw system calls. Returns 0 or
	 * a negative errno. NULL: no stream goes to the logger. */
	int (*begin_output)(int log_memory_fd, int stream_fd,
			    const struct spawn_output *output);
	int log_memory_fd; /* the log memory, for `follow` and `output` */
	int exec_fd;   /* if > 0, a program to run first; `run` is called if that fails */
	int run_fd;    /* descriptor that becomes SPAWN_RUN_FD; higher ones are closed */
	int report_fd; /* the child's end of the report pipe; spawn() sets it */
	/* Not NULL: the child runs in our memory, on a stack of at least SPAWN_STACK bytes
	 * that ends here. The stack, the plan and all that the plan points to must not
	 * change until the report pipe is at its end. */
	void *stack_top;
	/* Not NULL: the child shares our descriptor table at first (fd_channel.h). spawn()
	 * sets it to NULL if that is not possible. The channel is in use until the report
	 * pipe has a report or is at its end. If the child dies before that, drain the
	 * channel; its exit code is the errno if it could not receive the descriptors. */
	const struct fd_channel *fd_channel;
	int cgroup_fd; /* the child's control group, if > 0; spawn() sets 0: refused */
	bool needs_own_memory; /* a step changes memory: the child must not share ours */
};

/* Returns true if the child will run in our memory. Never with set_oom: the kernel sets
 * oom_score_adj for all processes that share memory (proc(5)). */
static inline bool spawn_uses_clone_vm(const struct spawn_plan *plan)
{
	return plan->stack_top != NULL && !plan->needs_own_memory && !plan->set_oom &&
	       !plan->run && plan->cgroup_fd <= 0;
}

#endif
