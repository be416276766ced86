/* init/runtime/idle_wait.h - waits for descriptors with as little memory as possible.
 *
 * While a container runs, the front end mostly waits. Its code and tables then need no
 * memory: the pages are in the program file.
 *
 * Private to init/runtime.
 * Source: madvise(2), MADV_DONTNEED. */
#ifndef INIT_RUNTIME_IDLE_WAIT_H
#define INIT_RUNTIME_IDLE_WAIT_H

#include <poll.h>

/* Like poll(2), but first gives back the pages of the program and the unused part of the
 * stack. The kernel maps them again as soon as they are used, so call this only when nothing
 * has happened for some time. `timeout` is in ms; negative: wait for ever. Returns the number
 * of ready descriptors, 0 at the timeout, or a negative errno. */
int idle_wait(struct pollfd *polls, nfds_t count, int timeout);

#endif
