/* supervisor/service/messages.c - reports the events of a unit. */
#include "supervisor/service/messages.h"

#include "conf/base/clock.h"
#include "supervisor/base/format.h"
#include "supervisor/cleanup/messages.h"
#include "supervisor/probe/conditions.h"
#include "supervisor/service/service.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

/* A daemon that exits within this time may be a task. */
#define TASK_TIME SECONDS(1)

static const char *format_end(const struct unit *u, char text[64])
{
	if (WIFSIGNALED(u->main.wstatus))
		return format_wait_status(u->main.wstatus, text);
	snprintf(text, 64, "exit code %d", WEXITSTATUS(u->main.wstatus));
	return text;
}

/* Formats "stopped in 0.2 s (was up 55.3 s), exit code 0". */
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

/* Warns once if a daemon's program exits with success at once, like a task. */
static void warn_task(struct unit *u)
{
	if (service_of(u)->warned_task || cleanup_warned_background(u) || u->policy->task ||
	    u->uses_pidfile || u->ctx->host->command || !ran_to_its_end(u) ||
	    u->main.wstatus != 0 || clock_now() - u->main.started > TASK_TIME)
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
	host->report(command ? REPORT_EVENT : REPORT_ERROR, "%s: failed: %s%s%s%s",
		     unit_name(u), format_cause_and_time(u, cause),
		     order->from == SVC_STARTING && !u->policy->task && ran_to_its_end(u)
			     ? ", before it was ready"
			     : "",
		     limit,
		     conf_is_setup(u->section) && !u->policy->shutdown_when_failed
			     ? "; ignored (on-failed)"
			     : "");
	warn_task(u);
	if (core_restarts(u->ctx->core, u->index) == 1)
		report_suspect(u); /* report_restart() handles later failures */
}

static void report_waiting_again(struct unit *u)
{
	char how[CAUSE_TEXT], names[CAUSE_TEXT];

	format_awaited(u, names);
	/* Without such a unit it was restarted by hand. */
	u->ctx->host->report(names[0] ? REPORT_WARNING : REPORT_EVENT, "%s: %s; %s%s",
			     unit_name(u), format_stopped(u, how),
			     names[0] ? "waiting for " : "starting it again", names);
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

	host->report(REPORT_VERBOSE, "%s: %s -> %s: %s", name, svc_state_word(order->from),
		     svc_state_word(order->to), svc_event_meaning(order->on));
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

void report_start_error(const struct unit *u, const char *text)
{
	const struct sup_host *host = u->ctx->host;
	bool command = host->command && !conf_is_setup(u->section);

	host->report(REPORT_ERROR, "%s: %s", command ? "ctinit" : unit_name(u), text);
}
