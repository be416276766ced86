/* init/pid1/limits.h - makes room for the services: descriptors and loop memory.
 *
 * Private to init/pid1.
 * Source: getrlimit(2), RLIMIT_NOFILE. */
#ifndef INIT_PID1_LIMITS_H
#define INIT_PID1_LIMITS_H

#include <stddef.h>

struct conf;
struct init; /* init/pid1/init.h */

/* Raises our soft limit of descriptors for `services` services, as far as the hard limit
 * allows. Children get back the limit with which ctinit was started. */
void limits_raise(size_t services);

/* Returns the largest number of watchers that can be active while PID 1 supervises
 * `services` services. */
size_t limits_watchers(size_t services);

/* Makes room for the services of another configuration, before each reload. Room is never
 * given back. */
void limits_grow(struct init *init, const struct conf *conf);

#endif
