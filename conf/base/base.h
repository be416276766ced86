/* conf/base/base.h - definitions that every room shares. Includes nothing of ours.
 *
 * Free of libc: init/single includes it too. */
#ifndef CONF_BASE_BASE_H
#define CONF_BASE_BASE_H

#include <stddef.h>
#include <stdint.h>

typedef int64_t msec; /* milliseconds; a length of time or a CLOCK_MONOTONIC instant */

#define SECONDS(n) ((msec)(n)*1000)
#define MINUTES(n) (SECONDS(n) * 60)
#define HOURS(n)   (MINUTES(n) * 60)

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* The PATH of a container. Programs of a service without a PATH are looked up in it. */
#define DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/* container_of() that refuses, at compile time, a pointer of another type than the
 * member's. */
#define container_of(ptr, type, member) \
	((type *)((char *)(1 ? (ptr) : &((type *)0)->member) - offsetof(type, member)))

#endif
