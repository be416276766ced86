/* supervisor/base/deadline.h - cuts the waits of a shutdown to its common deadline.
 *
 * Layer:   supervisor/base. All rooms of the supervisor may include it. */
#ifndef SUPERVISOR_BASE_DEADLINE_H
#define SUPERVISOR_BASE_DEADLINE_H

#include "supervisor/base/context.h"

/* The longest wait after a second request to shut down. */
#define SHUTDOWN_ESCALATED SECONDS(1)

/* Returns how long a step of the shutdown may wait: `wait`, or less if shutdown-timeout or
 * a second request leaves less, down to 0. Returns `wait` if no shutdown runs. */
msec shutdown_limit(const struct context *ctx, msec wait);

#endif
