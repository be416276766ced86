/* conf/base/clock.h - reads the monotonic clock in milliseconds.
 *
 * Layer: conf/base. */
#ifndef CONF_BASE_CLOCK_H
#define CONF_BASE_CLOCK_H

#include "conf/base/base.h"

/* Returns the time of CLOCK_MONOTONIC, which does not change when the clock is set. */
msec clock_now(void);

#endif
