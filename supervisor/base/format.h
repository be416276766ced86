/* supervisor/base/format.h - formats a duration and a wait status for messages.
 *
 * Layer:   supervisor/base. All rooms of the supervisor may include it. */
#ifndef SUPERVISOR_BASE_FORMAT_H
#define SUPERVISOR_BASE_FORMAT_H

#include "conf/base/base.h"

/* Formats "120 ms" below 1 s, "2.1 s" below 100 s, and "140 s" above; the rest is cut off.
 * A negative time becomes "0 ms". Returns `text`. */
const char *format_duration(msec time, char text[32]);
/* Formats how a process ended: "exited with code 3" or "killed by SIGSEGV (core dumped)".
 * `wstatus` is from waitpid(2). Returns `text`. */
const char *format_wait_status(int wstatus, char text[64]);

#endif
