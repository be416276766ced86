/* supervisor/service/cause.h - formats why the last run or start of a unit ended.
 *
 * If ctinit stopped the unit because of a fault, the cause is that fault, not the signal
 * that ctinit sent. Private to the room. */
#ifndef SUPERVISOR_SERVICE_CAUSE_H
#define SUPERVISOR_SERVICE_CAUSE_H

#include "supervisor/base/unit.h"

#define CAUSE_TEXT 320

/* Formats the cause: "exited with code 3", "could not be started", "not ready within 60 s
 * (start-timeout): nothing answered on tcp:127.0.0.1:5432". Returns `text`. */
const char *format_cause(const struct unit *u, char text[CAUSE_TEXT]);
/* Formats the cause, and how long the unit ran if ran_to_its_end(). Returns `text`. */
const char *format_cause_and_time(const struct unit *u, char text[CAUSE_TEXT]);
/* Returns true if the main process ran and ctinit did not stop it because of a fault. */
bool ran_to_its_end(const struct unit *u);
/* Returns true if a failed unit has used up restart-limit. */
bool is_over_restart_limit(const struct unit *u);
/* Returns the name of the first failed unit that `u` needs, or "?". */
const char *failed_need_name(const struct unit *u);

#endif
