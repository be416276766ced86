/* supervisor/base/ratelimit.c - a message about something that may happen very often. */
#include "supervisor/base/ratelimit.h"

#include "conf/base/clock.h"

#define GAP SECONDS(10)

bool ratelimit_allows(msec *last)
{
	msec now = clock_now();

	if (*last != 0 && now - *last < GAP)
		return false;
	*last = now;
	return true;
}
