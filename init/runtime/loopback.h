/* init/runtime/loopback.h - brings up lo in a new network namespace.
 *
 * Private to init/runtime. */
#ifndef INIT_RUNTIME_LOOPBACK_H
#define INIT_RUNTIME_LOOPBACK_H

/* Sets lo up. The kernel then adds 127.0.0.1 and ::1. Returns 0 or a negative errno. */
int loopback_up(void);

#endif
