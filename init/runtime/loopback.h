/* init/runtime/loopback.h - brings up lo in a new network namespace. */
#ifndef INIT_RUNTIME_LOOPBACK_H
#define INIT_RUNTIME_LOOPBACK_H

/* Up, with 127.0.0.1 and ::1 by the kernel. 0 or a negative errno. */
int loopback_up(void);

#endif
