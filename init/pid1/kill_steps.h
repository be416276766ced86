/* init/pid1/kill_steps.h - decides in which order the remaining processes are killed.
 * Pure.
 *
 * Private to init/pid1. */
#ifndef INIT_PID1_KILL_STEPS_H
#define INIT_PID1_KILL_STEPS_H

#include "conf/base/base.h"

#include <stdbool.h>

struct kill_step {
	int signals
		[2]; /* sent to all processes one after the other; [1] is 0 if not used */
	msec wait;   /* how long the processes may take to end */
	bool shortened; /* a further shutdown request, or shutdown-timeout, ends the wait */
};

/* Stores step `n`, counted from 0, in *ret. `skip_term` leaves out the step with SIGTERM.
 * `late` is true if shutdown-timeout has passed, and reduces the rounds of SIGKILL.
 * Returns false after the last step. */
bool kill_step(unsigned n, bool skip_term, bool late, struct kill_step *ret);

#endif
