/* conf/base/clock.h - the monotonic clock in milliseconds. */
#ifndef CONF_BASE_CLOCK_H
#define CONF_BASE_CLOCK_H

#include "conf/base/base.h"

/* Returns the time of CLOCK_MONOTONIC. */
msec clock_now(void);

#endif
