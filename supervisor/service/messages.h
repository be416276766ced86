/* supervisor/service/messages.h - the messages about a unit, and the words that they share.
 *
 * A message names the unit first, then what happened, then why. If ctinit itself has brought an
 * end about, the cause is its reason for that, not the signal that it sent.
 *
 * Layer:   service, above probe/ and hooks/. No memory is used; messages go to
 *          sup_host.report(). */
#ifndef SUPERVISOR_SERVICE_MESSAGES_H
#define SUPERVISOR_SERVICE_MESSAGES_H

#include "supervisor/base/unit.h"
#include "supervisor/core/core.h"
#include "supervisor/service/waiting.h"

/* Why its last run or start ended: "exited with code 3", "could not be started", "not ready
 * within 60 s (start-timeout): nothing answered on tcp:127.0.0.1:5432". Returns `text`. */
const char *format_cause(const struct unit *u, char text[CAUSE_TEXT]);
/* Returns true if the unit failed because of restart-limit. */
bool is_over_restart_limit(const struct unit *u);
/* Returns the name of the first unit that it needs and that has failed. */
const char *failed_need_name(const struct unit *u);

/* The core has moved the unit to another state. */
void report_transition(struct unit *u, const struct core_order *order);
/* The unit is restarted after `pause`. */
void report_restart(struct unit *u, msec pause);

/* exit_reason.c: writes why the container ends into `reason`. */
void format_exit_reason(struct context *ctx, char *reason, size_t size);

#endif
