/* supervisor/service/status.h - reports what the units do right now.
 *
 * Layer: service; sup_calls.c calls it. */
#ifndef SUPERVISOR_SERVICE_STATUS_H
#define SUPERVISOR_SERVICE_STATUS_H

#include "supervisor/base/context.h"

/* Reports one line for each unit: its state, pid, how long, and why. For SIGUSR2. */
void status_report(struct context *ctx);
/* Returns true if each unit that was to start is ready, done, skipped or failed; in a
 * shutdown, if that began because the work was done with success. *cursor is 0 at first and
 * kept for the next call: units before it are not looked at again. */
bool status_is_up(const struct context *ctx, uint32_t *cursor);
/* Returns how many services are ready. */
size_t status_count_ready(const struct context *ctx);

#endif
