/* supervisor/cleanup/messages.h - reports the processes that a service leaves behind.
 *
 * Layer: cleanup; service/ calls report_suspect(). */
#ifndef SUPERVISOR_CLEANUP_MESSAGES_H
#define SUPERVISOR_CLEANUP_MESSAGES_H

#include <stddef.h>
#include <sys/types.h>

struct context;
struct proc_info;
struct unit;

/* Warns, once for each unit, if the main process exited with success but left processes
 * behind: it may be a daemon. Does nothing for a task, for `type = forking`, for `-- CMD`,
 * and if a stop was requested. */
void report_background(struct unit *u);
/* Reports a process that an earlier start may have left behind, if there is one
 * (suspect.c). */
void report_suspect(struct unit *u);
/* Reports the processes of the unit that the last scan killed: "web: killed 2 processes
 * that were left: sh (pid 12), sleep (pid 13)". */
void report_killed(struct unit *u, const struct proc_info *found, size_t count);
/* Reports the processes that were killed after all services have ended. */
void report_killed_remaining(struct context *ctx, const struct proc_info *found,
			     size_t count);
/* Warns that our child `p` belongs to no unit. Does nothing if `p` is not our child, is
 * exiting or is our helper, or during a shutdown. `session` is our own session. */
void report_unknown(struct context *ctx, const struct proc_info *p, pid_t session);

#endif
