/* init/sys/clock.c - the monotonic clock in milliseconds. */
#include "init/sys/clock.h"

#include <time.h>

msec monotonic_msec(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return SECONDS(t.tv_sec) + t.tv_nsec / 1000000;
}
