/* init/pid1/kill_steps.h - decides in which order the remaining processes are killed.
 * Pure.
 *
 * Private to init/pid1. */
#ifndef INIT_PID1_KILL_STEPS_H
#define INIT_PID1_KILL_STEPS_H

#include "conf/base/base.h"

#include <stdbool.h>

struct kill_step {
	int signals[2]; /* sent to all processes in order; [1] is 0 if unused */
	msec wait;      /* how long to wait for the processes to exit */
	bool shortened; /* a further shutdown request, or shutdown-timeout, ends the wait */
};

/* Stores step `n`, starting at 0, in *ret. `skip_term` skips the SIGTERM step. `late` means
 * that shutdown-timeout has passed; then there are fewer rounds of SIGKILL. Returns false
 * after the last step. */
bool kill_step(unsigned n, bool skip_term, bool late, struct kill_step *ret);

#endif
