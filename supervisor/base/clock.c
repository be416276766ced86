/* supervisor/base/clock.c - the time in msec. */
#include "supervisor/base/clock.h"

#include <time.h>

msec clock_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (msec)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}
