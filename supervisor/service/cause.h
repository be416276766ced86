/* supervisor/service/cause.h - says why the last run or start of a unit ended.
 *
 * If ctinit itself has brought the end about, the cause is its reason for that, not the signal
 * that it sent. */
#ifndef SUPERVISOR_SERVICE_CAUSE_H
#define SUPERVISOR_SERVICE_CAUSE_H

#include "supervisor/base/unit.h"

#define CAUSE_TEXT 320

/* "exited with code 3", "could not be started", "not ready within 60 s (start-timeout): nothing
 * answered on tcp:127.0.0.1:5432". Returns `text`. */
const char *format_cause(const struct unit *u, char text[CAUSE_TEXT]);
/* The same with the time that the unit ran, if it ended without a request. */
const char *format_cause_and_time(const struct unit *u, char text[CAUSE_TEXT]);
/* Returns true if the main process ran and ended without a fault that ctinit has seen. */
bool ran_to_its_end(const struct unit *u);
/* Returns true if the unit failed because of restart-limit. */
bool is_over_restart_limit(const struct unit *u);
/* Returns the name of the first unit that it needs and that has failed. */
const char *failed_need_name(const struct unit *u);

#endif
