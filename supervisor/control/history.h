/* supervisor/control/history.h - keeps when ctinit began to serve, and when all was up.
 *
 * Layer:  control.
 * Memory: static; there is one supervisor. */
#ifndef SUPERVISOR_CONTROL_HISTORY_H
#define SUPERVISOR_CONTROL_HISTORY_H

#include "supervisor/base/context.h"

/* Call once, when ctinit begins to serve. */
void history_begin(const struct context *ctx);
/* Call when a unit has changed its state. */
void history_unit_moved(const struct context *ctx);
/* Returns when all units were first ready, done, skipped or failed; 0: not yet. */
msec history_up_at(const struct context *ctx);
/* Returns the path of the file with which ctinit started, or NULL if it is not known. */
const char *history_config(const struct context *ctx);
/* Returns how long after history_begin() `time` is, at least 0. */
msec history_time(const struct context *ctx, msec time);

#endif
