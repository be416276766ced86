/* supervisor/service/cause.c - formats why the last run or start of a unit ended. */
#include "supervisor/service/cause.h"

#include "conf/base/clock.h"
#include "supervisor/base/format.h"
#include "supervisor/env/cache.h"
#include "supervisor/hooks/hooks.h"
#include "supervisor/probe/readiness.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Formats a limit as users write it: "60 s" for 60000. */
static const char *format_limit(msec time, char text[32])
{
	if (time >= 1000 && time % 1000 == 0)
		snprintf(text, 32, "%" PRId64 " s", time / 1000);
	else
		format_duration(time, text);
	return text;
}

static void format_not_ready(const struct unit *u, char text[CAUSE_TEXT])
{
	char time[32], current[128], word[96];
	const char *reason = readiness_missing(u, word);

	if (readiness_fd_closed(u)) {
		snprintf(text, CAUSE_TEXT,
			 "not ready: it closed the descriptor of ready = fd: without a "
			 "newline");
		return;
	}
	format_limit(u->policy->start_timeout, time);
	env_cache_current_file(u, current);
	if (hooks_current(u) != NULL)
		snprintf(current, sizeof current, "%s", hooks_current(u));
	if (current[0] != '\0')
		snprintf(text, CAUSE_TEXT,
			 "not ready within %s (start-timeout): it was still at %s", time,
			 current);
	else if (word[0] == '\0')
		snprintf(text, CAUSE_TEXT, "not ready within %s (start-timeout)", time);
	else if (strncmp(word, "tcp:", 4) == 0 || strncmp(word, "unix:", 5) == 0)
		snprintf(text, CAUSE_TEXT,
			 "not ready within %s (start-timeout): nothing answered on %s%s%s",
			 time, word, reason[0] ? ": " : "", reason);
	else
		snprintf(text, CAUSE_TEXT, "not ready within %s (start-timeout): %s%s%s%s",
			 time, reason[0] ? "" : "it waited for ", word,
			 reason[0] ? ": " : "", reason);
}

/* Returns true if ctinit stopped the unit because of a fault. The exit of its processes is
 * then not the cause. */
static bool was_stopped_for_fault(const struct unit *u)
{
	return u->late || (u->unhealthy && u->policy->unhealthy != UNHEALTHY_IGNORE);
}

const char *format_cause(const struct unit *u, char text[CAUSE_TEXT])
{
	const char *failure = hooks_failure(u);

	if (u->late)
		format_not_ready(u, text);
	else if (failure != NULL)
		snprintf(text, CAUSE_TEXT, "%s", failure);
	else if (u->start_code != 0)
		snprintf(text, CAUSE_TEXT, "could not be started");
	else if (was_stopped_for_fault(u))
		snprintf(text, CAUSE_TEXT, "it was unhealthy");
	else
		format_wait_status(u->main.wstatus, text);
	return text;
}

bool is_over_restart_limit(const struct unit *u)
{
	const struct policy *p = u->policy;

	return p->restart != RESTART_NEVER && p->limit > 0 && !u->cannot_start &&
	       core_restarts(u->ctx->core, u->index) >= p->limit;
}

bool ran_to_its_end(const struct unit *u)
{
	return hooks_failure(u) == NULL && u->start_code == 0 && !was_stopped_for_fault(u);
}

const char *format_cause_and_time(const struct unit *u, char text[CAUSE_TEXT])
{
	char time[32];
	size_t used;

	format_cause(u, text);
	if (!ran_to_its_end(u))
		return text;
	used = strlen(text);
	snprintf(text + used, CAUSE_TEXT - used, " after %s",
		 format_duration(clock_now() - u->main.started, time));
	return text;
}

const char *failed_need_name(const struct unit *u)
{
	struct context *ctx = u->ctx;
	size_t count, setups = conf_setup_count(ctx->conf);
	const uint32_t *needs =
		conf_edges(ctx->conf, u->index - setups, CONF_SERVICE_NEEDS, &count);

	for (size_t i = 0; i < count; i++) {
		uint32_t need = (uint32_t)(setups + needs[i]);

		if (core_state(ctx->core, need) == SVC_FAILED)
			return unit_name(ctx->units[need]);
	}
	return "?";
}
