/* conf/base/clock.c - reads the monotonic clock in milliseconds. */
#include "conf/base/clock.h"

#include <time.h>

msec clock_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return SECONDS(t.tv_sec) + t.tv_nsec / 1000000;
}
