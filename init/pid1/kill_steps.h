/* init/pid1/kill_steps.h - the order in which the remaining processes are killed. Pure. */
#ifndef INIT_PID1_KILL_STEPS_H
#define INIT_PID1_KILL_STEPS_H

#include "conf/base/base.h"

#include <stdbool.h>

struct kill_step {
	int signals[2]; /* sent to all processes, one after the other; 0: no second one */
	msec wait;      /* how long the processes may take to end */
	bool shortened; /* a further request to shut down, or shutdown-timeout, ends the wait */
};

/* Gives step `n`, counted from 0. `skip_term`: SIGTERM is left out. `late`:
 * shutdown-timeout has passed. Returns false after the last step. */
bool kill_step(unsigned n, bool skip_term, bool late, struct kill_step *ret);

#endif
