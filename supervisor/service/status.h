/* supervisor/service/status.h - reports the current state of the units.
 *
 * Layer: service; sup_calls.c calls it. */
#ifndef SUPERVISOR_SERVICE_STATUS_H
#define SUPERVISOR_SERVICE_STATUS_H

#include "supervisor/base/unit.h"

#define STATUS_WHY 400

/* Formats why the unit waits, is skipped, failed, is unhealthy or will restart: "waiting for
 * db", "exited with code 3"; "" if there is no reason. Returns `text`. */
const char *status_why(struct unit *u, char text[STATUS_WHY]);
/* Reports one line for each unit: its state, its pid, the time in this state, and the
 * reason. For SIGUSR2. */
void status_report(struct context *ctx);
/* Returns true if every unit that was to start is ready, done, skipped or failed. During a
 * shutdown, returns true only if it began because the work was done with success. *cursor
 * is 0 in the first call. Later calls skip the units before it. */
bool status_is_up(const struct context *ctx, uint32_t *cursor);
/* Returns the number of units in this state. */
size_t status_count(const struct context *ctx, enum svc_state state);

#endif
