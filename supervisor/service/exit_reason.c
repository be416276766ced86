/* supervisor/service/exit_reason.c - the line that says why the container ends. */
#include "supervisor/hooks/hooks.h"
#include "supervisor/service/messages.h"
#include "supervisor/service/service.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

static bool has_run(const struct unit *u)
{
	return u->main.started != 0 || u->start_code != 0;
}

/* "cron exited (code 0) more often than restart-limit = 10 allows", "db: not ready within
 * 60 s (start-timeout): ...", "service web failed: exited with code 3" */
static void failed(struct context *ctx, const struct unit *u)
{
	const char *name = unit_name(u);
	char cause[CAUSE_TEXT], how[64];

	format_cause(u, cause);
	if (u->late)
		snprintf(SUP(ctx)->why, sizeof SUP(ctx)->why, "%s: %s", name, cause);
	else if (is_over_restart_limit(u) && u->start_code == 0 && !u->unhealthy &&
		 hooks_failure(u) == NULL) {
		if (WIFEXITED(u->main.wstatus))
			snprintf(how, sizeof how, "exited (code %d)",
				 WEXITSTATUS(u->main.wstatus));
		else
			snprintf(how, sizeof how, "was %s",
				 format_wait_status(u->main.wstatus, cause));
		snprintf(SUP(ctx)->why, sizeof SUP(ctx)->why,
			 "%s %s more often than restart-limit = %u allows", name, how,
			 u->policy->limit);
	} else {
		snprintf(SUP(ctx)->why, sizeof SUP(ctx)->why, "%s%s failed: %s",
			 conf_is_setup(u->section) ? "" : "service ", name, cause);
	}
}

void report_exit_reason(struct context *ctx)
{
	int code, i;
	enum core_cause cause = core_shutdown_cause(ctx->core, &code, &i);
	const struct unit *u = i >= 0 ? ctx->units[i] : NULL;
	const char *name = u != NULL ? unit_name(u) : "";
	char text[CAUSE_TEXT] = "its need failed";

	if (u != NULL && has_run(u))
		format_cause(u, text);
	switch (cause) {
	case CAUSE_NONE:
	case CAUSE_ASKED: break; /* shutdown_request() wrote it */
	case CAUSE_MAIN:
		snprintf(SUP(ctx)->why, sizeof SUP(ctx)->why, "main service %s ended: %s",
			 name, text);
		break;
	case CAUSE_FAILED:
	case CAUSE_SETUP: failed(ctx, u); break;
	case CAUSE_NOTHING_LEFT:
		if (u != NULL)
			snprintf(SUP(ctx)->why, sizeof SUP(ctx)->why,
				 "nothing left to run; %s had failed: %s", name, text);
		else
			snprintf(SUP(ctx)->why, sizeof SUP(ctx)->why,
				 "nothing left to run");
		break;
	}
}
