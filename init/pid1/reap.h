/* init/pid1/reap.h - reaps the children of PID 1.
 *
 * While PID 1 serves, only this file reaps. It takes pids from waitid(2) or wait4(2), never
 * from a signal, because one SIGCHLD may mean several deaths.
 *
 * Private to init/pid1. */
#ifndef INIT_PID1_REAP_H
#define INIT_PID1_REAP_H

#include <stdbool.h>

struct init;

/* Passes at most 128 dead children to the reload reader or the supervisor, and reaps them.
 * Returns 1 if there may be more, 0 if not, or a negative errno if the kernel refuses the
 * call; the caller then tries again later. */
int reap(struct init *init);

/* Reaps all dead children without passing them on. Call it only after the main loop.
 * Returns false if there is no child any more, and true if children may still be alive. */
bool reap_remaining(void);

#endif
