/* init/pid1/event_loop.h - a libev loop that cannot end PID 1.
 *
 * Layer:   init/pid1. It uses libev with an allocator and an error callback of our own.
 * Memory:  Libev calls abort() if its allocator returns NULL. So loop_new() reserves
 *          address space for all that libev can need for its watchers and for the
 *          descriptor limit. Pages are touched only when they are used, and nothing is
 *          allocated later.
 * Source:  ev(3) 4.33: ev_set_allocator, ev_set_syserr_cb, ev_periodic. */
#ifndef INIT_PID1_EVENT_LOOP_H
#define INIT_PID1_EVENT_LOOP_H

#include <stddef.h>

struct ev_loop;

/* `watchers`: how many are active at the same time at most. `on_error` is called when
 * the kernel refuses a call of the loop; it has to make the progress that the loop could
 * not make. Returns 0 or a negative errno. */
int loop_new(size_t watchers, void (*on_error)(const char *what), struct ev_loop **ret);

/* Allows for `watchers` more watchers and descriptors, which a reload adds. */
void loop_expect(size_t watchers);

/* Returns how many bytes of the reserve are used. For tests. */
size_t loop_reserve_used(void);

#endif
