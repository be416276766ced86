/* supervisor/proc/steps.h - declares the steps of a child between clone() and execve().
 *
 * The step files, in the order of SPAWN_STEPS: step_session.c, step_tmpfiles.c,
 * step_priority.c, step_stdio.c with step_client.c, step_credentials.c, step_inherit.c,
 * step_exec.c.
 *
 * Private to these files, steps.c and spawn.c. The child mostly runs in PID 1's memory
 * while PID 1 continues to run. So a step makes only raw system calls, reads a const plan,
 * and changes neither errno nor other state of libc. A step that needs libc or changes
 * memory requires plan->needs_own_memory. */
#ifndef SUPERVISOR_PROC_STEPS_H
#define SUPERVISOR_PROC_STEPS_H

#include "conf/base/raw_syscall.h"
#include "supervisor/proc/spawn_plan.h"
#include "supervisor/proc/spawn_report.h"

#include <fcntl.h>
#include <sys/syscall.h>

struct step_result {
	int err;         /* 0 or a negative errno */
	int failed_item; /* the limit or stream that the step failed on; -1: none */
};

/* Makes a step's result from the result of a system call. */
static inline struct step_result step_result(int r)
{
	return (struct step_result){ r < 0 ? r : 0, -1 };
}

static inline struct step_result step_failed_on(int r, int item)
{
	return (struct step_result){ r, item };
}

/* Retries after EINTR, except for close(2), which has closed the descriptor already. */
static inline int child_call(long number, long a, long b, long c)
{
	return (int)(number == SYS_close ? raw_syscall(number, a, b, c, 0, 0)
					 : raw_syscall_retry(number, a, b, c, 0, 0));
}

static inline int child_open(const char *path, int flags)
{
	return (int)raw_syscall_retry(SYS_openat, AT_FDCWD, (long)path, flags, 0, 0);
}

static inline int child_close(int fd)
{
	return child_call(SYS_close, fd, 0, 0);
}

#define X(id, function, ...) struct step_result step_##function(const struct spawn_plan *p);
SPAWN_STEPS(X)
#undef X

/* step_client.c: connects the standard streams to plan->client. Returns 0 or a negative
 * errno. */
int step_client_streams(const struct spawn_plan *p);

/* step_tmpfiles.c: copies the path on which `dirs` or `remove` failed, or "". */
void step_tmpfiles_path(char ret[SPAWN_PATH_SIZE]);

/* After ENOENT: writes the missing interpreter of the program, or "". Returns an enum
 * interpreter. */
int step_exec_interpreter(const struct spawn_plan *p, char *ret, size_t size);

/* In the child: carries out all steps and exits. Writes a report if a step fails. `err` is
 * the error of an earlier call, or 0. */
_Noreturn void steps_run(const struct spawn_plan *plan, int err);

#endif
