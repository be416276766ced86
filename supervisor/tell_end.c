/* supervisor/tell_end.c - the line that says why the container ends. */
#include "supervisor/hooks.h"
#include "supervisor/service.h"
#include "supervisor/tell.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

static bool has_run(const struct service *svc)
{
	return svc->started != 0 || svc->failed_code != 0;
}

/* "cron exited (code 0) more often than restart-limit = 10 allows", "db: not ready within
 * 60 s (start-timeout): ...", "service web failed: exited with code 3" */
static void failed(struct sup *sup, const struct service *svc)
{
	const char *name = service_name(svc);
	char cause[TELL_CAUSE], how[64];

	tell_cause(svc, cause);
	if (svc->late)
		snprintf(sup->why, sizeof sup->why, "%s: %s", name, cause);
	else if (tell_is_limit(svc) && svc->failed_code == 0 && !svc->unhealthy &&
		 hooks_failure(svc) == NULL) {
		if (WIFEXITED(svc->wstatus))
			snprintf(how, sizeof how, "exited (code %d)",
				 WEXITSTATUS(svc->wstatus));
		else
			snprintf(how, sizeof how, "was %s",
				 tell_wait_status(svc->wstatus, cause));
		snprintf(sup->why, sizeof sup->why,
			 "%s %s more often than restart-limit = %u allows", name, how,
			 svc->policy->limit);
	} else {
		snprintf(sup->why, sizeof sup->why, "%s%s failed: %s",
			 conf_is_setup(svc->section) ? "" : "service ", name, cause);
	}
}

void tell_end(struct sup *sup)
{
	int code, i;
	enum core_cause cause = core_why(sup->core, &code, &i);
	const struct service *svc = i >= 0 ? sup->services[i] : NULL;
	const char *name = svc != NULL ? service_name(svc) : "";
	char text[TELL_CAUSE] = "its need failed";

	if (svc != NULL && has_run(svc))
		tell_cause(svc, text);
	switch (cause) {
	case CAUSE_NONE:
	case CAUSE_ASKED: break; /* sup_shutdown() wrote it */
	case CAUSE_MAIN:
		snprintf(sup->why, sizeof sup->why, "main service %s ended: %s", name,
			 text);
		break;
	case CAUSE_FAILED:
	case CAUSE_SETUP: failed(sup, svc); break;
	case CAUSE_NOTHING_LEFT:
		if (svc != NULL)
			snprintf(sup->why, sizeof sup->why,
				 "nothing left to run; %s had failed: %s", name, text);
		else
			snprintf(sup->why, sizeof sup->why, "nothing left to run");
		break;
	}
}
