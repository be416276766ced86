/* supervisor/service/retry.h - tries a start again for which the kernel has no resources.
 *
 * While it waits the core has the service starting. start-timeout begins when there is a
 * process. */
#ifndef SUPERVISOR_SERVICE_RETRY_H
#define SUPERVISOR_SERVICE_RETRY_H

#include <stdbool.h>

struct unit;

/* A spawn has failed with spawn_lacks_resources(): has service_start() called in a moment.
 * Reports it now and then. */
void retry_start_later(struct unit *u, int err);
/* The unit's timer expired. Returns true if it was that of the retry: call service_start(). */
bool retry_start_is_due(struct unit *u);
/* The unit is stopped. Returns true if a retry was waiting; it is cancelled. */
bool retry_start_cancel(struct unit *u);

#endif
