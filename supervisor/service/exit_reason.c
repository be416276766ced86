/* supervisor/service/exit_reason.c - formats why the container ends. */
#include "supervisor/service/exit_reason.h"

#include "supervisor/base/format.h"
#include "supervisor/hooks/hooks.h"
#include "supervisor/service/messages.h"

#include <stdio.h>
#include <sys/wait.h>

static bool has_run(const struct unit *u)
{
	return u->main.started != 0 || u->start_code != 0;
}

/* Formats "cron exited (code 0) more often than restart-limit = 10 allows". */
static void format_restart_limit(const struct unit *u, char *reason, size_t size)
{
	int wstatus = u->main.wstatus;
	char how[64], text[64];

	if (WIFEXITED(wstatus))
		snprintf(how, sizeof how, "exited (code %d)", WEXITSTATUS(wstatus));
	else
		snprintf(how, sizeof how, "was %s", format_wait_status(wstatus, text));
	snprintf(reason, size, "%s %s more often than restart-limit = %u allows",
		 unit_name(u), how, u->policy->limit);
}

/* Formats "db: not ready within 60 s (start-timeout): ..." or "service web failed: exited
 * with code 3". */
static void format_failure(const struct unit *u, char *reason, size_t size)
{
	char cause[CAUSE_TEXT];

	if (!u->late && is_over_restart_limit(u) && u->start_code == 0 && !u->unhealthy &&
	    hooks_failure(u) == NULL) {
		format_restart_limit(u, reason, size);
		return;
	}
	format_cause(u, cause);
	if (u->late)
		snprintf(reason, size, "%s: %s", unit_name(u), cause);
	else
		snprintf(reason, size, "%s%s failed: %s",
			 conf_is_setup(u->section) ? "" : "service ", unit_name(u), cause);
}

void format_exit_reason(struct context *ctx, char *reason, size_t size)
{
	int code, i;
	enum core_cause cause = core_shutdown_cause(ctx->core, &code, &i);
	const struct unit *u = i >= 0 ? ctx->units[i] : NULL;
	char text[CAUSE_TEXT] = "its need failed";

	if (u != NULL && has_run(u))
		format_cause(u, text);
	switch (cause) {
	case CAUSE_NONE:
	case CAUSE_ASKED: break; /* shutdown_request() has written the reason */
	case CAUSE_MAIN:
		snprintf(reason, size, "main service %s ended: %s",
			 u != NULL ? unit_name(u) : "", text);
		break;
	case CAUSE_FAILED:
	case CAUSE_SETUP: format_failure(u, reason, size); break;
	case CAUSE_NOTHING_LEFT:
		if (u != NULL)
			snprintf(reason, size, "nothing left to run; %s had failed: %s",
				 unit_name(u), text);
		else
			snprintf(reason, size, "nothing left to run");
		break;
	}
}

const struct unit *exit_failed_unit(const struct context *ctx)
{
	int code, i;
	enum core_cause cause = core_shutdown_cause(ctx->core, &code, &i);

	return cause != CAUSE_ASKED && code != 0 && i >= 0 ? ctx->units[i] : NULL;
}
