/* supervisor/seldom.c - a message about something that may happen very often. */
#include "supervisor/seldom.h"

#include "supervisor/service.h"

#define GAP SECONDS(10)

bool seldom(msec *last)
{
	msec now = sup_now();

	if (*last != 0 && now - *last < GAP)
		return false;
	*last = now;
	return true;
}
