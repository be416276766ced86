/* init/pid1/setup_fail.h - reports a failed set-up step and exits.
 *
 * Private to init/pid1; only before the main loop runs. */
#ifndef INIT_PID1_SETUP_FAIL_H
#define INIT_PID1_SETUP_FAIL_H

/* Prints "ctinit: cannot STEP OBJECT: REASON; ADVICE" and exits with CTINIT_EXIT_SETUP.
 * `object` and `advice` may be NULL. `err` is an errno, positive or negative, or 0 to omit
 * REASON. */
_Noreturn void setup_fail(const char *step, const char *object, int err,
			  const char *advice);

#endif
