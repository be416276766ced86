/* init/pid1/shutdown.h - kills the remaining processes and logs the exit reason.
 *
 * Layer:  init/pid1. Called once, after the last service. */
#ifndef INIT_PID1_SHUTDOWN_H
#define INIT_PID1_SHUTDOWN_H

#include <stdbool.h>

struct init; /* init/pid1/init.h */

/* End every other process of the pid namespace: TERM, CONT, one second at most that ends as
 * soon as nothing is left, KILL. Not PID 1: only descendants of ours. Signals still count:
 * a further request to shut down shortens the wait. `at_once`: KILL without asking. */
void kill_remaining(struct init *init, bool at_once);

/* The last line on stderr, and the same into /dev/termination-log when that is there. */
void log_exit_reason(int code, const char *why);

#endif
