/* supervisor/base/deadline.h - the deadline that all waits of the shutdown share. */
#ifndef SUPERVISOR_BASE_DEADLINE_H
#define SUPERVISOR_BASE_DEADLINE_H

#include "supervisor/base/context.h"

/* The longest wait after a second request to shut down. */
#define SHUTDOWN_ESCALATED SECONDS(1)

/* Returns `wait`, cut to the time that shutdown-timeout and further requests leave; 0: do
 * not wait. Before the shutdown it returns `wait` itself. */
msec shutdown_limit(const struct context *ctx, msec wait);

#endif
