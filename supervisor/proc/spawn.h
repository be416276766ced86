/* supervisor/proc/spawn.h - both ends of starting a program.
 *
 * Everything is looked up into the plan before the fork; the child runs an ordered list
 * of steps, proc/steps.c. */
#ifndef SUPERVISOR_PROC_SPAWN_H
#define SUPERVISOR_PROC_SPAWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#define SPAWN_RUN_FD     3 /* spawn_plan.run_fd in the child */
#define SPAWN_GROUPS_MAX 64

struct spawn_stdio {
	int fd;           /* >= 0: this descriptor becomes it; -1: closed */
	const char *path; /* not NULL: this file instead */
	bool null;        /* /dev/null */
};

/* A file that is followed from where it ends now: what the child finds is noted in store_fd,
 * as device, inode (~0: no such file), size and owner, unless that one's is noted already. */
#define SPAWN_FOLLOW_MAX 16
struct spawn_follow {
	const char *path;
	uint64_t at; /* in store_fd */
	uint32_t owner;
};

/* A stream that goes to the logger: before the program runs the child notes in store_fd where
 * in the pipe its output begins. `run` 0: the stream is none of these. */
struct spawn_output {
	uint32_t source, owner;
	uint64_t run;
};

struct fd_channel; /* fd_channel.h */
struct tmpfiles;   /* tmpfiles.h */

struct spawn_plan {
	char *const *argv; /* NULL: no program, the steps are all there is to do */
	char *const *envp;
	const struct tmpfiles
		*tmpfiles;     /* made first; NULL: none. Wants `needs_own_memory` */
	const char *path;      /* PATH of the service, for an argv[0] without a slash */
	const char *directory; /* NULL: as it is */
	struct spawn_stdio stdio[3];
	bool session_terminal; /* stdin is a terminal that becomes the controlling one */
	bool take_foreground;  /* no session: own group in the foreground of stdin */
	int null_fd;           /* /dev/null, open already; 0: it is opened */
	int notify_fd;         /* ready = fd:N: the write end, -1: none */
	int notify_as;         /* N */
	int env_fd;            /* > 0: becomes SPAWN_ENV_FD */
	bool change_user;
	uint32_t uid, gid, groups[SPAWN_GROUPS_MAX];
	size_t group_count;
	unsigned umask;
	bool set_nice, set_oom;
	int nice, oom;
	const struct rlimit *inherited_limits; /* RLIM_NLIMITS or NULL */
	struct rlimit limits[RLIM_NLIMITS];
	uint32_t limits_set; /* bit R: limits[R] is asked for */
	uint64_t mask, ignored;
	int (*run)(void *context); /* not NULL: instead of a program, in the child */
	void *run_context;
	struct spawn_follow follow[SPAWN_FOLLOW_MAX];
	uint32_t follow_count;
	struct spawn_output output[2]; /* stdout, stderr */
	/* Notes it. Raw system calls only. 0 or a negative errno. NULL: no stream is a log. */
	int (*begin_output)(int store_fd, int stream_fd, const struct spawn_output *output);
	int store_fd;  /* for follow and output */
	int exec_fd;   /* > 0: this program; with `run` when that fails */
	int run_fd;    /* becomes SPAWN_RUN_FD, all above is closed */
	int report_fd; /* filled in by spawn() */
	/* Not NULL: the end of a stack of at least SPAWN_STACK bytes for the child, which
	 * then runs in our memory. It, the plan and all the plan points to must stay as
	 * they are until the report pipe is at its end. */
	void *stack_top;
	/* Not NULL: the child begins in our table of descriptors (fd_channel.h); NULL after
	 * spawn(): it did not. The channel is in use until the report pipe is at its end or has
	 * a report.
	 * Should the child be dead before that, it is to be cleared; an exit code is then the
	 * errno of what went wrong there. */
	const struct fd_channel *fd_channel;
	int cgroup_fd; /* > 0: the group it is born in; 0 after spawn(): that was refused */
	bool needs_own_memory; /* a step needs memory of its own: no such loan */
};

#define SPAWN_STACK (32u << 10)

/* Where a setup's processes have the file that CTINIT_ENV names. One digit: of higher ones
 * sh(1) knows nothing (dash: `>&8`). */
#define SPAWN_ENV_FD 8

#define SPAWN_PATH_SIZE 240

struct spawn_report {
	int32_t step, err;
	/* of its limits (RLIMIT_*), of its streams, of interpreter.h; -1: none */
	int32_t which;
	char what[SPAWN_PATH_SIZE]; /* the path that it is about, an interpreter's, or "" */
};

enum { SPAWN_STEP_NONE = -1 };
/* "enter the directory": completes "cannot ..."; never NULL. */
const char *spawn_step_word(int32_t step);
/* The capability that it may need (capabilities(7)), or NULL. */
const char *spawn_step_needs(int32_t step);
bool spawn_step_is_exec(int32_t step);

/* The pid; *ret_report_fd is the non-blocking read end: end of file means execve()
 * worked, a struct spawn_report says what did not. Negative errno: there is no child. */
pid_t spawn(struct spawn_plan *plan, int *ret_report_fd);

/* Will its child run in our memory? */
bool spawn_uses_clone_vm(const struct spawn_plan *plan);

/* May a child that changes its user (or does not) run in our memory? */
bool spawn_clone_vm_allowed(bool change_user);

/* In the child only; `err`: that went wrong already, 0: nothing did. */
_Noreturn void spawn_child(const struct spawn_plan *plan, int err);

/* 126 or 127, as shells and env(1) say it. */
int spawn_exit_code(const struct spawn_report *report);

/* Would the same start fail in the same way: there is no such program, or it cannot be
 * executed? False for want of processes, memory or descriptors. */
bool spawn_failure_is_permanent(const struct spawn_report *report);

/* One line without the service's name: "cannot run /srv/x: No such file or directory".
 * Looks at no file: the child did, interpreter.h. */
void spawn_explain(const struct spawn_plan *plan, const struct spawn_report *report,
		   char *text, size_t size);

#endif
