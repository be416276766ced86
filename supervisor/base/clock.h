/* supervisor/base/clock.h - the time in msec. */
#ifndef SUPERVISOR_BASE_CLOCK_H
#define SUPERVISOR_BASE_CLOCK_H

#include "conf/base/base.h"

/* CLOCK_MONOTONIC. */
msec clock_now(void);

#endif
