/* conf/base/base.h - the few words every room shares. Includes nothing of ours.
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

/* The PATH of a container; programs are looked up in it where a service has no PATH. */
#define DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/* container_of, refusing (at compile time) a pointer that is not the member's type. */
#define container_of(ptr, type, member) \
	((type *)((char *)(1 ? (ptr) : &((type *)0)->member) - offsetof(type, member)))

#endif
