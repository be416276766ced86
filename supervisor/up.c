/* supervisor/up.c - is all up that was asked for? */
#include "supervisor/service.h"

/* What failed counts as settled: the failure ends the container, or is to be ignored. */
static bool is_settled(const struct sup *sup, uint32_t i)
{
	switch (core_state(sup->core, i)) {
	case SVC_READY:
	case SVC_DONE:
	case SVC_FAILED:
	case SVC_SKIPPED: return true;
	case SVC_DOWN: return !core_wanted(sup->core, i);
	case SVC_WAITING:
	case SVC_STARTING:
	case SVC_BACKOFF:
	case SVC_STOPPING:
	case SVC_KILLING:
	case SVC_STATE_COUNT: break;
	}
	return false;
}

/* An end before all was up is a start that came to nothing, unless all did its work. */
static bool ended_well(const struct sup *sup)
{
	int code, service;
	enum core_cause cause = core_why(sup->core, &code, &service);

	return (cause == CAUSE_MAIN || cause == CAUSE_NOTHING_LEFT) && code == 0;
}

bool sup_is_up(const struct sup *sup, uint32_t *cursor)
{
	if (core_ending(sup->core))
		return ended_well(sup);
	if (!setups_are_over(sup))
		return false;
	while (*cursor < sup->count && is_settled(sup, *cursor))
		++*cursor;
	return *cursor >= sup->count;
}

size_t sup_count_up(const struct sup *sup)
{
	size_t count = 0;

	for (uint32_t i = 0; i < sup->count; i++)
		count += core_state(sup->core, i) == SVC_READY;
	return count;
}
