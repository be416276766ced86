/* supervisor/service/retry.h - retries a start for which the kernel had no resources.
 *
 * While a retry waits, the service is STARTING in the core, but start-timeout begins only
 * when there is a process. Private to the room. */
#ifndef SUPERVISOR_SERVICE_RETRY_H
#define SUPERVISOR_SERVICE_RETRY_H

#include <stdbool.h>

struct unit;

/* Arms the timer of the unit for a retry in 0.25 s, after spawn() failed with `err`, a
 * negative errno. Reports that at most once in 10 s for all units together. */
void retry_start_later(struct unit *u, int err);
/* Call when the unit's timer expired. Returns true if that was the timer of a retry: call
 * service_start() then. */
bool retry_start_is_due(struct unit *u);
/* Cancels a waiting retry because the unit is stopped. Returns true if there was one. */
bool retry_start_cancel(struct unit *u);

#endif
