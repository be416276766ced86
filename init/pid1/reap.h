/* init/pid1/reap.h - the only place that reaps children.
 *
 * Layer:  init/pid1.
 * Rule:   pids come from waitid(2), never from a signal, because one SIGCHLD may stand for
 *         many deaths. */
#ifndef INIT_PID1_REAP_H
#define INIT_PID1_REAP_H

#include <stdbool.h>

struct init;

/* Passes dead children to the supervisor and reaps them, at most 128 of them. Returns 1 if
 * there may be more, 0 if not, or a negative errno if the kernel refuses the call;
 * the caller then tries again after a pause. */
int reap(struct init *init);

/* Reaps all dead children when the supervisor has finished. Returns true if children are
 * still alive. */
bool reap_remaining(void);

#endif
