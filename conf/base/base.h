/* conf/base/base.h - defines the units and macros that every room uses.
 *
 * Layer: conf/base, the lowest header: it includes no other one of ours. Free of libc,
 *        because init/single includes it too. */
#ifndef CONF_BASE_BASE_H
#define CONF_BASE_BASE_H

#include <stddef.h>
#include <stdint.h>

typedef int64_t msec; /* milliseconds; a length of time or a CLOCK_MONOTONIC instant */

#define SECONDS(n) ((msec)(n)*1000)
#define MINUTES(n) (SECONDS(n) * 60)
#define HOURS(n)   (MINUTES(n) * 60)

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* The PATH of a container. The program of a service without a PATH is searched here. */
#define DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/* Returns the struct that contains the member. The compiler warns (-Werror) of a pointer to
 * another type than the member's, except void. */
#define container_of(ptr, type, member) \
	((type *)((char *)(1 ? (ptr) : &((type *)0)->member) - offsetof(type, member)))

#endif
