/* supervisor/base/ratelimit.c - limits messages about frequent events. */
#include "supervisor/base/ratelimit.h"

#include "conf/base/clock.h"

#define MESSAGE_INTERVAL SECONDS(10)

bool ratelimit_allows(msec *last)
{
	msec now = clock_now();

	if (*last != 0 && now - *last < MESSAGE_INTERVAL)
		return false;
	*last = now;
	return true;
}
