/* init/pid1/setup_fail.h - reports the step of the set-up that failed, and exits.
 *
 * Layer: init/pid1. */
#ifndef INIT_PID1_SETUP_FAIL_H
#define INIT_PID1_SETUP_FAIL_H

/* "ctinit: cannot STEP OBJECT: REASON; ADVICE", then the end with CTINIT_EXIT_SETUP.
 * object and advice may be NULL; err 0: no reason. `err` positive or negative. */
_Noreturn void setup_fail(const char *step, const char *object, int err,
			  const char *advice);

#endif
