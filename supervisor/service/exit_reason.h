/* supervisor/service/exit_reason.h - formats why the container ends.
 *
 * Layer: service, above messages.h; shutdown.c and sup_calls.c use it. */
#ifndef SUPERVISOR_SERVICE_EXIT_REASON_H
#define SUPERVISOR_SERVICE_EXIT_REASON_H

#include "supervisor/base/context.h"

/* Formats why the container ends. Does not change `reason` if the end was requested. */
void format_exit_reason(struct context *ctx, char *reason, size_t size);

/* Returns the unit whose failure ends the container, or NULL if the end was requested or the
 * container's exit code is 0. */
const struct unit *exit_failed_unit(const struct context *ctx);

#endif
