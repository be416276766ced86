/* supervisor/reload_done.c - when a reload is over: what it started is ready, or failed. */
#include "supervisor/reload.h"
#include "supervisor/service.h"

#include <stdio.h>

#define NAMES_MOST 4

static bool is_settled(enum svc_state state)
{
	return state != SVC_WAITING && state != SVC_STARTING && state != SVC_BACKOFF &&
	       state != SVC_STOPPING && state != SVC_KILLING;
}

static void tell_done(struct sup *sup)
{
	if (sup->reload_failed == 0)
		sup->host->say(SAY_EVENT, "reload: done");
	else if (sup->reload_failed == 1)
		sup->host->say(SAY_WARNING, "reload: done; %s failed",
			       service_name(sup->services[sup->reload_first_failed]));
	else
		sup->host->say(SAY_WARNING, "reload: done; %s and %u more failed",
			       service_name(sup->services[sup->reload_first_failed]),
			       sup->reload_failed - 1);
}

void reload_applied(struct sup *sup, const struct reload *r)
{
	char names[256] = "";
	size_t used = 0;

	sup->reload_left = sup->reload_failed = 0;
	for (uint32_t i = 0; i < sup->count; i++) {
		struct service *svc = sup->services[i];

		svc->by_reload = (r->map[i] < 0 || r->anew[i]) &&
				 !is_settled(core_state(sup->core, i));
		if (svc->by_reload && sup->reload_left++ < NAMES_MOST)
			used += (size_t)snprintf(names + used, sizeof names - used, "%s%s",
						 used > 0 ? ", " : "", service_name(svc));
	}
	if (!r->changes) {
		sup->host->say(SAY_EVENT, "reload: nothing has changed");
		return;
	}
	if (sup->reload_left > NAMES_MOST)
		snprintf(names + used, sizeof names - used, " and %u more",
			 sup->reload_left - NAMES_MOST);
	sup->host->say(SAY_EVENT, "reload: applied%s%s", used > 0 ? "; starting " : "",
		       names);
	if (sup->reload_left == 0)
		tell_done(sup);
}

void reload_service_changed(struct service *svc, enum svc_state to)
{
	struct sup *sup = svc->sup;

	if (!svc->by_reload || !is_settled(to))
		return;
	svc->by_reload = false;
	if (to == SVC_FAILED && sup->reload_failed++ == 0)
		sup->reload_first_failed = svc->index;
	if (--sup->reload_left == 0 && !core_ending(sup->core))
		tell_done(sup);
}
