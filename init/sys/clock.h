/* init/sys/clock.h - the monotonic clock in milliseconds. */
#ifndef INIT_SYS_CLOCK_H
#define INIT_SYS_CLOCK_H

#include "conf/base/base.h"

/* Returns the time of CLOCK_MONOTONIC. */
msec monotonic_msec(void);

#endif
