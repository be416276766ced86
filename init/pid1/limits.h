/* init/pid1/limits.h - makes room for the services: descriptors and loop memory.
 *
 * Private to init/pid1.
 * Source: getrlimit(2), RLIMIT_NOFILE. */
#ifndef INIT_PID1_LIMITS_H
#define INIT_PID1_LIMITS_H

#include <stddef.h>

struct conf;
struct init; /* init/pid1/init.h */

/* Raises our soft RLIMIT_NOFILE so that `services` services fit, at most to the hard limit.
 * Never lowers it. Children get the original limit back. */
void limits_raise(size_t services);

/* Returns the maximum number of active watchers for `services` services. */
size_t limits_watchers(size_t services);

/* Does both for the services of a new configuration: raises the limit, and lets the loop
 * map more memory. Call it before each reload. The room never shrinks. */
void limits_grow(struct init *init, const struct conf *conf);

#endif
