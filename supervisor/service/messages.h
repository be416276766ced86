/* supervisor/service/messages.h - the messages about a unit, and the words that they share.
 *
 * A message names the unit first, then what happened, then why.
 *
 * Layer:   service, above probe/ and hooks/. No memory is used; messages go to
 *          sup_host.report(). */
#ifndef SUPERVISOR_SERVICE_MESSAGES_H
#define SUPERVISOR_SERVICE_MESSAGES_H

#include "supervisor/base/unit.h"
#include "supervisor/core/core.h"
#include "supervisor/service/cause.h"
#include "supervisor/service/waiting.h"

/* The core has moved the unit to another state. */
void report_transition(struct unit *u, const struct core_order *order);
/* The unit is restarted after `pause`. */
void report_restart(struct unit *u, msec pause);

/* exit_reason.c: writes why the container ends into `reason`. */
void format_exit_reason(struct context *ctx, char *reason, size_t size);

#endif
