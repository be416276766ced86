/* init/pid1/teardown.h - kills the remaining processes and logs the exit reason.
 *
 * Private to init/pid1. Call it once, after the main loop. */
#ifndef INIT_PID1_TEARDOWN_H
#define INIT_PID1_TEARDOWN_H

#include <stdbool.h>

struct init; /* init/pid1/init.h */

/* Kills every other process in the pid namespace, or only our descendants if we are not PID
 * 1 of a container. Sends SIGTERM and SIGCONT, waits at most a second, then sends SIGKILL
 * again and again for at most another second. A further shutdown request or the end of
 * shutdown-timeout ends the wait after SIGTERM. If `at_once`, or if services are already
 * being killed, sends only SIGKILL. Returns when no process is left, or after the last
 * SIGKILL. */
void kill_remaining(struct init *init, bool at_once);

/* Prints the reason `why` and the exit code as the last line on stderr. Also writes the
 * line to /dev/termination-log if that is a file or device. */
void log_exit_reason(const struct init *init, int code, const char *why);
/* Prints the last lines of the unit whose failure ends the container, because other lines
 * may have followed them. Call it before log_exit_reason(). */
void log_failed_lines(const struct init *init);

#endif
