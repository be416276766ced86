/* init/pid1/event_loop.h - makes a libev loop that cannot end PID 1.
 *
 * Private to init/pid1. It gives libev an allocator and an error callback of our own.
 * Memory:  libev calls abort() if its allocator returns NULL. So loop_new() reserves all
 *          the address space that libev can need for its watchers and for the descriptor
 *          limit. A page uses memory only after libev has written to it. Only a reload may
 *          need more address space (loop_expect()).
 * Source:  ev(3) 4.33: ev_set_allocator, ev_set_syserr_cb, ev_periodic. */
#ifndef INIT_PID1_EVENT_LOOP_H
#define INIT_PID1_EVENT_LOOP_H

#include <stddef.h>

struct ev_loop;

/* Makes the loop for at most `watchers` active watchers. When the kernel refuses a call of
 * the loop, it calls `on_error`, which must do the work that the loop could not do.
 * Returns 0 or a negative errno. */
int loop_new(size_t watchers, void (*on_error)(const char *what), struct ev_loop **ret);

/* Lets the loop map more memory for `watchers` watchers or descriptors that a reload adds.
 * Without this call, it reports that as a bug. */
void loop_expect(size_t watchers);

/* Returns the number of used bytes of the reserve. For tests. */
size_t loop_reserve_used(void);

#endif
