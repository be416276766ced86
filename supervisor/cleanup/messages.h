/* supervisor/cleanup/messages.h - the messages about processes that a service leaves behind. */
#ifndef SUPERVISOR_CLEANUP_MESSAGES_H
#define SUPERVISOR_CLEANUP_MESSAGES_H

#include <stddef.h>
#include <sys/types.h>

struct context;
struct proc_info;
struct unit;

/* The main process exited with success and left processes behind: it is perhaps a daemon. Only
 * once for each unit. */
void report_background(struct unit *u);
/* suspect.c: names a process that an earlier start may have left behind. */
void report_suspect(struct unit *u);
/* "web: killed 2 processes that were left: sleep (pid 12), ...", those killed in this scan. */
void report_killed(struct unit *u, const struct proc_info *found, size_t count);
/* The same for the processes that are left when all services have ended. */
void report_killed_remaining(struct context *ctx, const struct proc_info *found,
			     size_t count);
/* Our child `p` belongs to no unit. `session` is our own session. */
void report_unknown(struct context *ctx, const struct proc_info *p, pid_t session);

#endif
