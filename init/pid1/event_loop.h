/* init/pid1/event_loop.h - makes a libev loop that cannot end PID 1.
 *
 * Private to init/pid1. It gives libev our own allocator and error callback.
 * Memory:  libev calls abort() if its allocator returns NULL. So loop_new() reserves the
 *          address space for all watchers and descriptors. Untouched pages use no memory.
 *          Only a reload may need more address space (loop_expect()).
 * Source:  ev(3) 4.33: ev_set_allocator, ev_set_syserr_cb, ev_periodic. */
#ifndef INIT_PID1_EVENT_LOOP_H
#define INIT_PID1_EVENT_LOOP_H

#include <stddef.h>

struct ev_loop;

/* Creates the loop for at most `watchers` active watchers. If a system call of the loop
 * fails, libev calls `on_error` with a text that names the call, or NULL. The loop may not
 * report any event then, so `on_error` must handle signals and dead children itself.
 * Returns 0 or a negative errno. Call it once. */
int loop_new(size_t watchers, void (*on_error)(const char *what), struct ev_loop **ret);

/* Lets the loop map more memory, for `watchers` watchers or descriptors that a reload adds.
 * Without this call, memory beyond the reserve is reported as a bug. */
void loop_expect(size_t watchers);

/* For tests: returns how many bytes of the reserve are used. */
size_t loop_reserve_used(void);

#endif
