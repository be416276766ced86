/* init/pid1/teardown.h - kills the remaining processes and logs the exit reason.
 *
 * Private to init/pid1. Called once, after the main loop. */
#ifndef INIT_PID1_TEARDOWN_H
#define INIT_PID1_TEARDOWN_H

#include <stdbool.h>

struct init; /* init/pid1/init.h */

/* Ends every other process of the pid namespace, or only our descendants if we are not
 * PID 1 or are that of the machine. Sends SIGTERM and SIGCONT, waits at most a second, and
 * sends SIGKILL, for at most another second. A further shutdown request or
 * shutdown-timeout shortens the wait. If `at_once` is true, or the services are being
 * killed already, only sends SIGKILL. */
void kill_remaining(struct init *init, bool at_once);

/* Prints the reason `why` and the exit code as the last line on stderr, and writes the
 * line to /dev/termination-log if that is a file or a device. */
void log_exit_reason(int code, const char *why);

#endif
