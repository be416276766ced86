/* init/inside/end.h - the end: what is left goes, and one line says why.
 *
 * Layer:  init/inside. Called once, after the last service. */
#ifndef INIT_INSIDE_END_H
#define INIT_INSIDE_END_H

#include <stdbool.h>

struct sup; /* supervisor/sup.h */

/* End every other process of the pid namespace: TERM, CONT, one second that ends as soon
 * as nothing is left, KILL. Not PID 1: only descendants of ours. `signal_fd` wakes the
 * wait. `at_once`: KILL without asking. */
void end_rest(struct sup *sup, bool is_pid1, int signal_fd, bool at_once);

/* The last line on stderr, and the same into /dev/termination-log when that is there. */
void end_say(int code, const char *why);

#endif
