/* supervisor/service/messages.c - one line for the user for each thing that happens. */
#include "supervisor/service/messages.h"

#include "conf/base/clock.h"
#include "conf/base/signal_names.h"
#include "supervisor/base/format.h"
#include "supervisor/cleanup/messages.h"
#include "supervisor/env/cache.h"
#include "supervisor/hooks/hooks.h"
#include "supervisor/probe/conditions.h"
#include "supervisor/probe/readiness.h"
#include "supervisor/service/service.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#define AT_ONCE SECONDS(1) /* a daemon that ends so soon was perhaps meant to end */

/* As it was written: 60000 is "60 s". */
static const char *limit_time(msec time, char text[32])
{
	if (time >= 1000 && time % 1000 == 0)
		snprintf(text, 32, "%" PRId64 " s", time / 1000);
	else
		format_duration(time, text);
	return text;
}

/* ---- why ---- */

static void format_not_ready(const struct unit *u, char text[CAUSE_TEXT])
{
	char time[32], at[128], word[96];
	const char *reason = readiness_missing(u, word);

	if (readiness_fd_closed(u)) {
		snprintf(text, CAUSE_TEXT,
			 "not ready: it closed the descriptor of ready = fd: without a "
			 "newline");
		return;
	}
	limit_time(u->policy->start_timeout, time);
	env_cache_current_file(u, at);
	if (hooks_current(u) != NULL)
		snprintf(at, sizeof at, "%s", hooks_current(u));
	if (at[0] != '\0')
		snprintf(text, CAUSE_TEXT,
			 "not ready within %s (start-timeout): it was still at %s", time,
			 at);
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

/* Its processes' own end is no reason then: ctinit sent the signal. */
static bool was_stopped_for(const struct unit *u)
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
	else if (was_stopped_for(u))
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

static bool ran_to_its_end(const struct unit *u)
{
	return hooks_failure(u) == NULL && u->start_code == 0 && !was_stopped_for(u);
}

/* The cause, and how long it ran if it ended by itself. */
static const char *format_cause_and_time(const struct unit *u, char text[CAUSE_TEXT])
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

/* ---- how it went ---- */

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

static const char *format_end(const struct unit *u, char text[64])
{
	if (WIFSIGNALED(u->main.wstatus))
		return format_wait_status(u->main.wstatus, text);
	snprintf(text, 64, "exit code %d", WEXITSTATUS(u->main.wstatus));
	return text;
}

/* "stopped in 0.2 s (was up 55.3 s), exit code 0" */
static const char *format_stopped(const struct unit *u, char text[CAUSE_TEXT])
{
	char in[32], up[32], status[64];

	if (u->main.stop_asked == 0 || u->start_code != 0)
		return format_cause_and_time(u, text);
	snprintf(text, CAUSE_TEXT, "stopped in %s (was up %s), %s",
		 format_duration(clock_now() - u->main.stop_asked, in),
		 format_duration(u->main.stop_asked - u->main.started, up),
		 format_end(u, status));
	return text;
}

static void report_done(const struct unit *u)
{
	char time[32], status[64];
	bool command = conf_is_set(u->section, CONF_SERVICE_COMMAND);

	u->ctx->host->report(REPORT_EVENT, "%s: done after %s%s%s", unit_name(u),
			     format_duration(clock_now() - u->main.started, time),
			     command ? ", " : "", command ? format_end(u, status) : "");
}

/* A program that goes into the background, or that was meant to end: it looks the same. */
static void warn_task(struct unit *u)
{
	if (service_of(u)->warned_task || cleanup_state_of(u)->warned_background ||
	    u->policy->task || u->uses_pidfile || u->ctx->host->command ||
	    !ran_to_its_end(u) || u->main.wstatus != 0 ||
	    clock_now() - u->main.started > AT_ONCE)
		return;
	service_of(u)->warned_task = true;
	u->ctx->host->report(REPORT_WARNING,
			     "%s: its program ends with success at once; if it is meant to "
			     "end, set type = task",
			     unit_name(u));
}

static void report_failed(struct unit *u, const struct core_order *order)
{
	const struct sup_host *host = u->ctx->host;
	bool command = host->command && !conf_is_setup(u->section);
	char cause[CAUSE_TEXT], limit[64] = "";

	if (order->on == ON_NEED_FAILED) {
		host->report(REPORT_ERROR, "%s: failed: its need %s failed", unit_name(u),
			     failed_need_name(u));
		return;
	}
	if (is_over_restart_limit(u))
		snprintf(limit, sizeof limit, ", more often than restart-limit = %u allows",
			 u->policy->limit);
	host->report(command ? REPORT_EVENT : REPORT_ERROR, "%s: failed: %s%s%s",
		     unit_name(u), format_cause_and_time(u, cause),
		     order->from == SVC_STARTING && !u->policy->task && ran_to_its_end(u)
			     ? ", before it was ready"
			     : "",
		     limit);
	warn_task(u);
	if (core_restarts(u->ctx->core, u->index) == 1)
		report_suspect(u); /* otherwise it was reported before */
}

static void report_waiting_again(struct unit *u)
{
	char how[CAUSE_TEXT], names[CAUSE_TEXT];

	format_awaited(u, names);
	u->ctx->host->report(REPORT_WARNING, "%s: %s; waiting for %s", unit_name(u),
			     format_stopped(u, how), names[0] ? names : "what it needs");
}

static void report_stopping(struct unit *u, enum svc_event on)
{
	const struct sup_host *host = u->ctx->host;
	char cause[CAUSE_TEXT];

	u->main.stop_asked = clock_now();
	u->late = on == ON_TIMEOUT;
	if (on == ON_TIMEOUT)
		host->report(REPORT_WARNING, "%s: %s; stopping it", unit_name(u),
			     format_cause(u, cause));
	else
		host->report(REPORT_VERBOSE, "%s: stopping", unit_name(u));
}

static void report_killing(struct unit *u, enum svc_event on)
{
	char time[32];

	if (u->main.stop_asked == 0)
		u->main.stop_asked = clock_now();
	if (on == ON_LAST_WAIT)
		u->ctx->host->report(REPORT_WARNING,
				     "%s: did not stop within %s, killing it", unit_name(u),
				     format_duration(clock_now() - u->main.stop_asked,
						     time));
	else
		u->ctx->host->report(REPORT_WARNING, "%s: killing it", unit_name(u));
}

void report_transition(struct unit *u, const struct core_order *order)
{
	const struct sup_host *host = u->ctx->host;
	const char *name = unit_name(u);
	char text[CAUSE_TEXT];

	host->report(REPORT_VERBOSE, "%s: %s -> %s (%s)", name, svc_state_word(order->from),
		     svc_state_word(order->to), svc_event_word(order->on));
	switch (order->to) {
	case SVC_READY:
		host->report(REPORT_EVENT, "%s: ready after %s", name,
			     format_duration(clock_now() - u->main.started, text));
		break;
	case SVC_STOPPING: report_stopping(u, order->on); break;
	case SVC_KILLING: report_killing(u, order->on); break;
	case SVC_BACKOFF: service_of(u)->announce_backoff = true; break;
	case SVC_DONE: report_done(u); break;
	case SVC_FAILED: report_failed(u, order); break;
	case SVC_DOWN:
		if (svc_has_process(order->from))
			host->report(REPORT_EVENT, "%s: %s", name, format_stopped(u, text));
		break;
	case SVC_WAITING:
		if (svc_has_process(order->from))
			report_waiting_again(u);
		break;
	case SVC_SKIPPED:
		conditions_skip_reason(u, text, 160);
		host->report(REPORT_EVENT, "%s: skipped: %s", name, text);
		break;
	case SVC_STARTING:
	case SVC_STATE_COUNT: break;
	}
}

void report_restart(struct unit *u, msec pause)
{
	uint32_t restarts = core_restarts(u->ctx->core, u->index);
	char cause[CAUSE_TEXT], in[32], of[32] = "";

	service_of(u)->announce_backoff = false;
	if (u->policy->limit > 0 && restarts > 0)
		snprintf(of, sizeof of, " (%u of %u)", restarts, u->policy->limit);
	u->ctx->host->report(REPORT_WARNING, "%s: %s, restarting in %s%s", unit_name(u),
			     format_cause_and_time(u, cause), format_duration(pause, in),
			     of);
	warn_task(u);
	if (restarts == 2)
		report_suspect(u);
}
