/* supervisor/tell.h - the lines that report what happens, and the words that they share.
 *
 * Layer:   supervisor, private to the room. No memory; everything goes to sup_host.report.
 * Promise: a line names the service first, then what happened, then why. The cause of an
 *          end that ctinit itself brought about is its reason, not the signal it sent. */
#ifndef SUPERVISOR_TELL_H
#define SUPERVISOR_TELL_H

#include "supervisor/base/format.h"
#include "supervisor/core/core.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct unit;
struct context;
struct proc_info;

#define TELL_CAUSE 320

/* Why its last run or start ended: "exited with code 3", "could not be started", "not ready
 * within 60 s (start-timeout): nothing answered on tcp:127.0.0.1:5432". */
const char *tell_cause(const struct unit *u, char text[TELL_CAUSE]);
/* Did its failure come from restart-limit? */
bool tell_is_limit(const struct unit *u);

/* Of its needs the first that failed. */
const char *tell_failed_need(const struct unit *u);

void tell_change(struct unit *u, const struct core_order *order);
void tell_pause(struct unit *u, msec pause);

/* tell_end.c: fills ctx->why, the line that says why the container ends. */
void tell_end(struct context *ctx);

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
const char *tell_wait_reason(struct unit *u, char text[TELL_CAUSE]);
/* Services it waits for by needs, wants and after: "db, cache and 3 more"; "": none. */
const char *tell_awaited(struct unit *u, char text[TELL_CAUSE]);
void tell_waits_init(struct context *ctx);
/* At each change of a state; after a reload, when services and states are others. */
void tell_waits_changed(struct unit *u, enum svc_state from, enum svc_state to);
void tell_waits_renew(struct context *ctx);

#endif
