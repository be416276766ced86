/* init/pid1/event_loop.h - a libev loop that cannot end PID 1.
 *
 * Layer:   init/pid1. libev with an allocator and an error hook of our own.
 * Memory:  address space for all that libev can ever want for `watchers` and the
 *          descriptor limit is reserved when the loop is made (libev calls abort() when its
 *          allocator gives NULL, so it is never told so); pages are touched as they are
 *          used. Nothing is taken afterwards.
 * Source:  ev(3) 4.33: ev_set_allocator, ev_set_syserr_cb, ev_periodic. */
#ifndef INIT_PID1_EVENT_LOOP_H
#define INIT_PID1_EVENT_LOOP_H

#include <stddef.h>

struct ev_loop;

/* `watchers`: the most that are ever active at once. `on_error` is called when the kernel
 * refuses the loop something; it must make the progress that the loop could not make.
 * 0, -ENOMEM, or the errno of what is missing. */
int loop_new(size_t watchers, void (*on_error)(const char *what), struct ev_loop **ret);

/* A reload brings so many more watchers and descriptors. */
void loop_expect(size_t watchers);

/* Bytes of the reserve used so far; for tests. */
size_t loop_reserve_used(void);

#endif
