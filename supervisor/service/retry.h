/* supervisor/service/retry.h - a start that the kernel has no room for: tried again.
 *
 * Layer: supervisor, private to the room. While it waits the core has the service starting.
 *        Its start-timeout begins when there is a process. */
#ifndef SUPERVISOR_SERVICE_RETRY_H
#define SUPERVISOR_SERVICE_RETRY_H

#include <stdbool.h>

struct unit;

/* After fork failed so: service_start() follows in a moment. It is reported now and then. */
void retry_start_later(struct unit *u, int err);
/* The moment has come: true, service_start() is to be called. */
bool retry_start_is_due(struct unit *u);
/* It is to stop: true, it waited and does no more. */
bool retry_start_cancel(struct unit *u);

#endif
