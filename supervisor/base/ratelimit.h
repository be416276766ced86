/* supervisor/base/ratelimit.h - limits messages about frequent events.
 *
 * Layer:   supervisor/base. init/pid1 and all rooms of the supervisor may include it. */
#ifndef SUPERVISOR_BASE_RATELIMIT_H
#define SUPERVISOR_BASE_RATELIMIT_H

#include "conf/conf.h"

#include <stdbool.h>

/* Returns true at most once in 10 s for each `*last`, which must be 0 at first. */
bool ratelimit_allows(msec *last);

#endif
