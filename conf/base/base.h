/* conf/base/base.h - defines the units and macros that every room uses.
 *
 * Layer: conf/base. The lowest header: it includes no other header of ctinit. It does not
 *        use libc, because init/single includes it. */
#ifndef CONF_BASE_BASE_H
#define CONF_BASE_BASE_H

#include <stddef.h>
#include <stdint.h>

typedef int64_t msec; /* milliseconds: a duration or a CLOCK_MONOTONIC time */

#define SECONDS(n) ((msec)(n)*1000)
#define MINUTES(n) (SECONDS(n) * 60)
#define HOURS(n)   (MINUTES(n) * 60)

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* The PATH of a container, and the search path for services without a PATH. */
#define DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/* Returns the struct that contains the member. The compiler warns if `ptr` has the wrong
 * type, unless it is void *. */
#define container_of(ptr, type, member) \
	((type *)((char *)(1 ? (ptr) : &((type *)0)->member) - offsetof(type, member)))

#endif
