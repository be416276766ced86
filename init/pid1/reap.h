/* init/pid1/reap.h - the only place that reaps children.
 *
 * Layer:  init/pid1.
 * Rule:   by pid from waitid(2), never from what a signal says: one SIGCHLD may stand for
 *         many deaths. */
#ifndef INIT_PID1_REAP_H
#define INIT_PID1_REAP_H

#include <stdbool.h>

struct init;

/* Settle and reap dead children, a bounded number of them. 1: there may be more; 0: none;
 * a negative errno: the kernel refuses to tell, ask again after a pause. */
int reap(struct init *init);

/* Reap all that are dead, settling none: when the supervisor is done. True: children are
 * still alive. */
bool reap_remaining(void);

#endif
