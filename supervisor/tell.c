/* supervisor/tell.c - one line for the user for each thing that happens. */
#include "supervisor/tell.h"

#include "conf/base/signals.h"
#include "supervisor/files.h"
#include "supervisor/hooks.h"
#include "supervisor/service.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#define AT_ONCE SECONDS(1) /* a daemon that ends so soon was perhaps meant to end */

const char *tell_time(msec time, char text[32])
{
	if (time < 1000)
		snprintf(text, 32, "%d ms", (int)(time < 0 ? 0 : time));
	else if (time < SECONDS(100))
		snprintf(text, 32, "%d.%d s", (int)(time / 1000), (int)(time / 100 % 10));
	else
		snprintf(text, 32, "%" PRId64 " s", time / 1000);
	return text;
}

/* As it was written: 60000 is "60 s". */
static const char *limit_time(msec time, char text[32])
{
	if (time >= 1000 && time % 1000 == 0)
		snprintf(text, 32, "%" PRId64 " s", time / 1000);
	else
		tell_time(time, text);
	return text;
}

const char *tell_wait_status(int wstatus, char text[64])
{
	char name[16];

	if (WIFSIGNALED(wstatus))
		snprintf(text, 64, "killed by SIG%s%s",
			 signal_name(WTERMSIG(wstatus), name),
			 WCOREDUMP(wstatus) ? " (core dumped)" : "");
	else
		snprintf(text, 64, "exited with code %d", WEXITSTATUS(wstatus));
	return text;
}

/* ---- why ---- */

static void not_ready(const struct service *svc, char text[TELL_CAUSE])
{
	char time[32], at[128], word[96];
	const char *reason = probe_waits_for(svc, word);

	if (probe_was_closed(svc)) {
		snprintf(text, TELL_CAUSE,
			 "not ready: it closed the descriptor of ready = fd: without a "
			 "newline");
		return;
	}
	limit_time(svc->policy->start_timeout, time);
	files_at(svc, at);
	if (hooks_at(svc) != NULL)
		snprintf(at, sizeof at, "%s", hooks_at(svc));
	if (at[0] != '\0')
		snprintf(text, TELL_CAUSE,
			 "not ready within %s (start-timeout): it was still at %s", time,
			 at);
	else if (word[0] == '\0')
		snprintf(text, TELL_CAUSE, "not ready within %s (start-timeout)", time);
	else if (strncmp(word, "tcp:", 4) == 0 || strncmp(word, "unix:", 5) == 0)
		snprintf(text, TELL_CAUSE,
			 "not ready within %s (start-timeout): nothing answered on %s%s%s",
			 time, word, reason[0] ? ": " : "", reason);
	else
		snprintf(text, TELL_CAUSE, "not ready within %s (start-timeout): %s%s%s%s",
			 time, reason[0] ? "" : "it waited for ", word,
			 reason[0] ? ": " : "", reason);
}

/* Its processes' own end is no reason then: ctinit sent the signal. */
static bool was_stopped_for(const struct service *svc)
{
	return svc->late || (svc->unhealthy && svc->policy->unhealthy != UNHEALTHY_IGNORE);
}

const char *tell_cause(const struct service *svc, char text[TELL_CAUSE])
{
	const char *failure = hooks_failure(svc);

	if (svc->late)
		not_ready(svc, text);
	else if (failure != NULL)
		snprintf(text, TELL_CAUSE, "%s", failure);
	else if (svc->failed_code != 0)
		snprintf(text, TELL_CAUSE, "could not be started");
	else if (was_stopped_for(svc))
		snprintf(text, TELL_CAUSE, "it was unhealthy");
	else
		tell_wait_status(svc->wstatus, text);
	return text;
}

bool tell_is_limit(const struct service *svc)
{
	const struct policy *p = svc->policy;

	return p->restart != RESTART_NEVER && p->limit > 0 && !svc->cannot_start &&
	       core_restarts(svc->sup->core, service_index(svc)) >= p->limit;
}

static bool ran_to_its_end(const struct service *svc)
{
	return hooks_failure(svc) == NULL && svc->failed_code == 0 && !was_stopped_for(svc);
}

/* The cause, and how long it ran if it ended by itself. */
static const char *cause_and_time(const struct service *svc, char text[TELL_CAUSE])
{
	char time[32];
	size_t used;

	tell_cause(svc, text);
	if (!ran_to_its_end(svc))
		return text;
	used = strlen(text);
	snprintf(text + used, TELL_CAUSE - used, " after %s",
		 tell_time(sup_now() - svc->started, time));
	return text;
}

/* ---- how it went ---- */

const char *tell_failed_need(const struct service *svc)
{
	struct sup *sup = svc->sup;
	size_t count, setups = conf_setup_count(sup->conf);
	const uint32_t *needs =
		conf_edges(sup->conf, svc->index - setups, CONF_SERVICE_NEEDS, &count);

	for (size_t i = 0; i < count; i++) {
		uint32_t need = (uint32_t)(setups + needs[i]);

		if (core_state(sup->core, need) == SVC_FAILED)
			return service_name(sup->services[need]);
	}
	return "?";
}

static const char *end_word(const struct service *svc, char text[64])
{
	if (WIFSIGNALED(svc->wstatus))
		return tell_wait_status(svc->wstatus, text);
	snprintf(text, 64, "exit code %d", WEXITSTATUS(svc->wstatus));
	return text;
}

/* "stopped in 0.2 s (was up 55.3 s), exit code 0" */
static const char *stopped(const struct service *svc, char text[TELL_CAUSE])
{
	char in[32], up[32], status[64];

	if (svc->stop_asked == 0 || svc->failed_code != 0)
		return cause_and_time(svc, text);
	snprintf(text, TELL_CAUSE, "stopped in %s (was up %s), %s",
		 tell_time(sup_now() - svc->stop_asked, in),
		 tell_time(svc->stop_asked - svc->started, up), end_word(svc, status));
	return text;
}

static void tell_done(const struct service *svc)
{
	char time[32], status[64];
	bool command = conf_is_set(svc->section, CONF_SERVICE_COMMAND);

	svc->sup->host->say(SAY_EVENT, "%s: done after %s%s%s", service_name(svc),
			    tell_time(sup_now() - svc->started, time), command ? ", " : "",
			    command ? end_word(svc, status) : "");
}

/* A program that goes into the background, or that was meant to end: it looks the same. */
static void hint_task(struct service *svc)
{
	if (svc->told_task || svc->told_left || svc->policy->task || svc->is_forking ||
	    svc->sup->host->command || !ran_to_its_end(svc) || svc->wstatus != 0 ||
	    sup_now() - svc->started > AT_ONCE)
		return;
	svc->told_task = true;
	svc->sup->host->say(SAY_WARNING,
			    "%s: its program ends with success at once; if it is meant to "
			    "end, set type = task",
			    service_name(svc));
}

static void tell_failed(struct service *svc, const struct core_order *order)
{
	const struct sup_host *host = svc->sup->host;
	bool command = host->command && !conf_is_setup(svc->section);
	char cause[TELL_CAUSE], limit[64] = "";

	if (order->on == ON_NEED_FAILED) {
		host->say(SAY_ERROR, "%s: failed: its need %s failed", service_name(svc),
			  tell_failed_need(svc));
		return;
	}
	if (tell_is_limit(svc))
		snprintf(limit, sizeof limit, ", more often than restart-limit = %u allows",
			 svc->policy->limit);
	host->say(command ? SAY_EVENT : SAY_ERROR, "%s: failed: %s%s%s", service_name(svc),
		  cause_and_time(svc, cause),
		  order->from == SVC_STARTING && !svc->policy->task && ran_to_its_end(svc)
			  ? ", before it was ready"
			  : "",
		  limit);
	hint_task(svc);
	if (core_restarts(svc->sup->core, service_index(svc)) == 1)
		tell_suspect(svc); /* else it was told before */
}

static void tell_waiting(struct service *svc)
{
	char how[TELL_CAUSE], names[TELL_CAUSE];

	tell_awaited(svc, names);
	svc->sup->host->say(SAY_WARNING, "%s: %s; waiting for %s", service_name(svc),
			    stopped(svc, how), names[0] ? names : "what it needs");
}

static void tell_stopping(struct service *svc, enum svc_event on)
{
	const struct sup_host *host = svc->sup->host;
	char cause[TELL_CAUSE];

	svc->stop_asked = sup_now();
	svc->late = on == ON_TIMEOUT;
	if (on == ON_TIMEOUT)
		host->say(SAY_WARNING, "%s: %s; stopping it", service_name(svc),
			  tell_cause(svc, cause));
	else
		host->say(SAY_VERBOSE, "%s: stopping", service_name(svc));
}

static void tell_killing(struct service *svc, enum svc_event on)
{
	char time[32];

	if (svc->stop_asked == 0)
		svc->stop_asked = sup_now();
	if (on == ON_LAST_WAIT)
		svc->sup->host->say(SAY_WARNING, "%s: did not stop within %s, killing it",
				    service_name(svc),
				    tell_time(sup_now() - svc->stop_asked, time));
	else
		svc->sup->host->say(SAY_WARNING, "%s: killing it", service_name(svc));
}

void tell_change(struct service *svc, const struct core_order *order)
{
	const struct sup_host *host = svc->sup->host;
	const char *name = service_name(svc);
	char text[TELL_CAUSE];

	host->say(SAY_VERBOSE, "%s: %s -> %s (%s)", name, svc_state_word(order->from),
		  svc_state_word(order->to), svc_event_word(order->on));
	switch (order->to) {
	case SVC_READY:
		host->say(SAY_EVENT, "%s: ready after %s", name,
			  tell_time(sup_now() - svc->started, text));
		break;
	case SVC_STOPPING: tell_stopping(svc, order->on); break;
	case SVC_KILLING: tell_killing(svc, order->on); break;
	case SVC_BACKOFF: svc->say_pause = true; break;
	case SVC_DONE: tell_done(svc); break;
	case SVC_FAILED: tell_failed(svc, order); break;
	case SVC_DOWN:
		if (svc_has_process(order->from))
			host->say(SAY_EVENT, "%s: %s", name, stopped(svc, text));
		break;
	case SVC_WAITING:
		if (svc_has_process(order->from))
			tell_waiting(svc);
		break;
	case SVC_SKIPPED:
		when_reason(svc, text, 160);
		host->say(SAY_EVENT, "%s: skipped: %s", name, text);
		break;
	case SVC_STARTING:
	case SVC_STATE_COUNT: break;
	}
}

void tell_pause(struct service *svc, msec pause)
{
	uint32_t restarts = core_restarts(svc->sup->core, service_index(svc));
	char cause[TELL_CAUSE], in[32], of[32] = "";

	svc->say_pause = false;
	if (svc->policy->limit > 0 && restarts > 0)
		snprintf(of, sizeof of, " (%u of %u)", restarts, svc->policy->limit);
	svc->sup->host->say(SAY_WARNING, "%s: %s, restarting in %s%s", service_name(svc),
			    cause_and_time(svc, cause), tell_time(pause, in), of);
	hint_task(svc);
	if (restarts == 2)
		tell_suspect(svc);
}
