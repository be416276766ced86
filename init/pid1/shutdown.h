/* init/pid1/shutdown.h - the end: what is left goes, and one line says why.
 *
 * Layer:  init/pid1. Called once, after the last service. */
#ifndef INIT_PID1_SHUTDOWN_H
#define INIT_PID1_SHUTDOWN_H

#include <stdbool.h>

struct init; /* init/pid1/init.h */

/* End every other process of the pid namespace: TERM, CONT, one second at most that ends as
 * soon as nothing is left, KILL. Not PID 1: only descendants of ours. Signals still count:
 * a further request to shut down shortens the wait. `at_once`: KILL without asking. */
void end_rest(struct init *init, bool at_once);

/* The last line on stderr, and the same into /dev/termination-log when that is there. */
void end_say(int code, const char *why);

#endif
