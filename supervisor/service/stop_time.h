/* supervisor/service/stop_time.h - computes the stop time of a configuration.
 *
 * Layer: service; sup_calls.c calls it. */
#ifndef SUPERVISOR_SERVICE_STOP_TIME_H
#define SUPERVISOR_SERVICE_STOP_TIME_H

#include "supervisor/base/context.h"

/* Computes how long the stop of all units may take, at most shutdown-timeout or its
 * default. `conf` must have no errors. Returns 0 or -ENOMEM. */
int stop_time_max(const struct conf *conf, msec *ret_max);

#endif
