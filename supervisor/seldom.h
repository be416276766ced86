/* supervisor/seldom.h - a message about something that may happen very often.
 *
 * Layer: supervisor; init/inside, too. */
#ifndef SUPERVISOR_SELDOM_H
#define SUPERVISOR_SELDOM_H

#include "conf/conf.h"

#include <stdbool.h>

/* True at most once in 10 s for the same *last, which is 0 at first. */
bool seldom(msec *last);

#endif
