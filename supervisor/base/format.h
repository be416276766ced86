/* supervisor/base/format.h - how messages write a duration and the end of a process. */
#ifndef SUPERVISOR_BASE_FORMAT_H
#define SUPERVISOR_BASE_FORMAT_H

#include "conf/base/base.h"

/* "120 ms", "2.1 s". Returns `text`. */
const char *format_duration(msec time, char text[32]);
/* "exited with code 3", "killed by SIGSEGV (core dumped)". Returns `text`. */
const char *format_wait_status(int wstatus, char text[64]);

#endif
