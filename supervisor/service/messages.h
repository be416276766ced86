/* supervisor/service/messages.h - the lines that report what happens, and their words.
 *
 * Layer:   supervisor, private to the room. No memory; everything goes to sup_host.report.
 * Promise: a line names the service first, then what happened, then why. The cause of an
 *          end that ctinit itself brought about is its reason, not the signal it sent. */
#ifndef SUPERVISOR_SERVICE_MESSAGES_H
#define SUPERVISOR_SERVICE_MESSAGES_H

#include "supervisor/base/format.h"
#include "supervisor/core/core.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct unit;
struct context;
struct proc_info;

#define CAUSE_TEXT 320

/* Why its last run or start ended: "exited with code 3", "could not be started", "not ready
 * within 60 s (start-timeout): nothing answered on tcp:127.0.0.1:5432". */
const char *format_cause(const struct unit *u, char text[CAUSE_TEXT]);
/* Did its failure come from restart-limit? */
bool is_over_restart_limit(const struct unit *u);

/* Of its needs the first that failed. */
const char *failed_need_name(const struct unit *u);

void report_transition(struct unit *u, const struct core_order *order);
void report_restart(struct unit *u, msec pause);

/* report_exit_reason.c: fills ctx->why, the line that says why the container ends. */
void report_exit_reason(struct context *ctx);

/* tell_procs.c. A daemon whose program ended with success and left processes behind. */
void report_background(struct unit *u);
/* The second failure in a row: names a process that looks like one of an earlier start. */
void report_suspect(struct unit *u);
/* "web: killed 2 processes that were left: sleep (pid 12), ...": the fresh ones */
void report_killed(struct unit *u, const struct proc_info *found, size_t count);
void report_killed_remaining(struct context *ctx, const struct proc_info *found,
			     size_t count);

/* tell_waits.c. What it waits for: "tcp:127.0.0.1:5432: Connection refused", "db, cache";
 * "": for nothing that has a name. */
const char *format_wait_reason(struct unit *u, char text[CAUSE_TEXT]);
/* Services it waits for by needs, wants and after: "db, cache and 3 more"; "": none. */
const char *format_awaited(struct unit *u, char text[CAUSE_TEXT]);
void waiting_init(struct context *ctx);
/* At each change of a state; after a reload, when services and states are others. */
void waiting_state_changed(struct unit *u, enum svc_state from, enum svc_state to);
void waiting_recount(struct context *ctx);

#endif
