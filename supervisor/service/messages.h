/* supervisor/service/messages.h - reports the events of a unit.
 *
 * A message names the unit first, then the event, then the reason.
 *
 * Layer:   private to the room; above probe/ and hooks/. Messages go to
 * sup_host.report(). */
#ifndef SUPERVISOR_SERVICE_MESSAGES_H
#define SUPERVISOR_SERVICE_MESSAGES_H

#include "supervisor/base/unit.h"
#include "supervisor/core/core.h"
#include "supervisor/service/cause.h"
#include "supervisor/service/waiting.h"

/* Reports a move of the unit to another state (ORDER_REPORT). Also records when the stop
 * began, and whether the unit is late. */
void report_transition(struct unit *u, const struct core_order *order);
/* Reports that the unit is restarted after `pause`, and warns if its program may be a
 * task. */
void report_restart(struct unit *u, msec pause);

/* Reports `text` with the name of the unit; "ctinit" is the name for `-- CMD`. */
void report_start_error(const struct unit *u, const char *text);

#endif
