/* supervisor/base/ratelimit.h - a message about something that may happen very often.
 *
 * Layer: supervisor; init/pid1, too. */
#ifndef SUPERVISOR_BASE_RATELIMIT_H
#define SUPERVISOR_BASE_RATELIMIT_H

#include "conf/conf.h"

#include <stdbool.h>

/* True at most once in 10 s for the same *last, which is 0 at first. */
bool ratelimit_allows(msec *last);

#endif
