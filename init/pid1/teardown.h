/* init/pid1/teardown.h - kills the remaining processes and logs the exit reason.
 *
 * Private to the room. Called once, after the last service has stopped. */
#ifndef INIT_PID1_TEARDOWN_H
#define INIT_PID1_TEARDOWN_H

#include <stdbool.h>

struct init; /* init/pid1/init.h */

/* Ends every other process of the pid namespace, or our descendants if we are not PID 1.
 * Sends SIGTERM and SIGCONT, waits at most a second, and sends SIGKILL. A further shutdown
 * request shortens the wait. If `at_once` is true, only sends SIGKILL. */
void kill_remaining(struct init *init, bool at_once);

/* Prints the reason `why` and the exit code as the last line on stderr, and writes the
 * line to /dev/termination-log if that exists. */
void log_exit_reason(int code, const char *why);

#endif
