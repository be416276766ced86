/* supervisor/base/deadline.h - the deadline that all waits of the shutdown share. */
#ifndef SUPERVISOR_BASE_DEADLINE_H
#define SUPERVISOR_BASE_DEADLINE_H

#include "supervisor/base/context.h"

/* How long the waits after a second request to shut down may take. */
#define SHUTDOWN_ESCALATED SECONDS(1)

/* Returns `wait`, shortened to what shutdown-timeout and further requests leave of it. Before
 * the shutdown it is `wait` itself. 0: do not wait. */
msec shutdown_limit(const struct context *ctx, msec wait);

#endif
