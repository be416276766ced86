/* supervisor/proc/spawn_report.h - reports the step and the errno of a failed start.
 *
 * The child writes one report to its report pipe and exits. PID 1 turns it into a message
 * and an exit code.
 *
 * Layer:   supervisor/proc. The rooms above it may include it. */
#ifndef SUPERVISOR_PROC_SPAWN_REPORT_H
#define SUPERVISOR_PROC_SPAWN_REPORT_H

#include <stdbool.h>
#include <stdint.h>

struct spawn_plan;
struct text;

/* clang-format off */
/* The steps of the child, in their order, which is part of the contract.
 * id          function     completes "web: cannot ...: EPERM" missing if EPERM */
#define SPAWN_STEPS(X)                                                          \
	X(SESSION,     session,     "start a session",               NULL)      \
	X(DIRS,        dirs,        "set up",                        NULL)      /* the process still has ctinit's user and limits */ \
	X(REMOVE,      remove,      "remove",                        NULL)      \
	X(OOM,         oom,         "set oom-score-adj",             "CAP_SYS_RESOURCE") \
	X(NICE,        nice,        "set nice",                      "CAP_SYS_NICE") \
	X(STDIO,       stdio,       "connect stdin, stdout, stderr", NULL)      \
	X(OUTPUT,      output,      "record where its output begins",  NULL)      \
	X(FOLLOW,      follow,      "look at the files of log-follow",    NULL)      /* the process still has ctinit's user */ \
	X(LIMITS,      limits,      "set the limits",                NULL)      /* no step after it opens a file */ \
	X(GROUPS,      groups,      "set the groups",                "CAP_SETGID") /* the process still has ctinit's user */ \
	X(GID,         gid,         "set the group",                 "CAP_SETGID") \
	X(UID,         uid,         "become the user",               "CAP_SETUID") /* the process cannot become root again */ \
	X(DIRECTORY,   directory,   "enter the directory",           NULL)      \
	X(UMASK,       umask,       "set the umask",                 NULL)      \
	X(DESCRIPTORS, descriptors, "close descriptors",             NULL)      \
	X(SIGNALS,     signals,     "reset signals",                 NULL)      \
	X(EXEC,        exec,        "run",                           NULL)      /* this step returns only if it fails */
/* clang-format on */

#define X(id, ...) SPAWN_STEP_##id,
enum { SPAWN_STEP_NONE = -1, SPAWN_STEPS(X) SPAWN_STEP_COUNT };
#undef X

#define SPAWN_PATH_SIZE 240

struct spawn_report {
	int32_t step, err;
	/* What the step failed on: a limit (RLIMIT_*), a stream (0 to 2), or an enum
	 * interpreter; -1: none. */
	int32_t failed_item;
	/* A path of `dirs` or `remove`, or the interpreter; "": none. */
	char failed_path[SPAWN_PATH_SIZE];
};

/* Returns a text such as "enter the directory", also for SPAWN_STEP_NONE. */
const char *spawn_step_word(int32_t step);

/* Returns 127 if execve() failed because the program or its interpreter is missing, and 126
 * if it failed for another reason, as shells and env(1) do; CTINIT_EXIT_SETUP (125) if an
 * earlier step failed. */
int spawn_exit_code(const struct spawn_report *report);

/* Returns true if another try would fail, too, because of the program or its arguments:
 * there is no such program, or it cannot be executed. A failure of an earlier step, or a
 * lack of processes, memory or descriptors, is not permanent. */
bool spawn_failure_is_permanent(const struct spawn_report *report);

/* Writes one line: "cannot run /srv/x: No such file or directory". Reads only /proc/self;
 * the child has read the files of the service (interpreter.h). */
void spawn_explain(const struct spawn_plan *plan, const struct spawn_report *report,
		   struct text *ret);

#endif
