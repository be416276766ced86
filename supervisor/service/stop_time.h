/* supervisor/service/stop_time.h - how long the stop of a configuration may take. */
#ifndef SUPERVISOR_SERVICE_STOP_TIME_H
#define SUPERVISOR_SERVICE_STOP_TIME_H

#include "supervisor/base/context.h"

/* How long the stop of a configuration without errors may take, all units together. 0 or
 * -ENOMEM. */
int stop_time_max(const struct conf *conf, msec *ret_max);

#endif
