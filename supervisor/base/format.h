/* supervisor/base/format.h - formats a duration and a wait status for messages.
 *
 * Layer:   supervisor/base. All rooms of the supervisor may include it. */
#ifndef SUPERVISOR_BASE_FORMAT_H
#define SUPERVISOR_BASE_FORMAT_H

#include "conf/base/base.h"

/* Formats "120 ms", "2.1 s" or "140 s". Returns `text`. */
const char *format_duration(msec time, char text[32]);
/* Formats "exited with code 3" or "killed by SIGSEGV (core dumped)". Returns `text`. */
const char *format_wait_status(int wstatus, char text[64]);

#endif
