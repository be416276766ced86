/* supervisor/proc/steps.h - the steps of a child between clone() and execve().
 *
 * Private to the step files and spawn.c. The child mostly runs in PID 1's memory while PID 1
 * runs on, so a step makes only raw system calls on a const plan and writes neither errno
 * nor any other state of libc. A step that needs libc, or that changes memory, wants
 * plan->needs_own_memory. */
#ifndef SUPERVISOR_PROC_STEPS_H
#define SUPERVISOR_PROC_STEPS_H

#include "conf/base/raw_syscall.h"
#include "supervisor/proc/spawn_plan.h"
#include "supervisor/proc/spawn_report.h"

#include <fcntl.h>
#include <sys/syscall.h>

struct step_result {
	int err;         /* 0 or a negative errno */
	int failed_item; /* which limit or stream it is about; -1: none */
};

static inline struct step_result step_result(int r)
{
	return (struct step_result){ r < 0 ? r : 0, -1 };
}

static inline struct step_result step_failed_on(int r, int item)
{
	return (struct step_result){ r, item };
}

/* A call that is interrupted is made again, but not close(2): the descriptor is gone. */
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

/* step_exec.c: after ENOENT, writes the interpreter that the program names and that is
 * missing, or "". Returns an enum interpreter. */
int step_exec_interpreter(const struct spawn_plan *p, char *ret, size_t size);

/* In the child: carries out all steps, writes a report if one fails, and exits. `err`: a
 * failure from before the steps, or 0. */
_Noreturn void steps_run(const struct spawn_plan *plan, int err);

#endif
