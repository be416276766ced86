/* supervisor/tell.c - one line for the user for each thing that happens. */
#include "conf/base/signals.h"
#include "supervisor/claims.h"
#include "supervisor/files.h"
#include "supervisor/hooks.h"
#include "supervisor/service.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/wait.h>

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

const char *tell_wait_status(int wstatus, char text[64])
{
	char name[16];

	if (WIFSIGNALED(wstatus))
		snprintf(text, 64, "killed by %s%s", signal_name(WTERMSIG(wstatus), name),
			 WCOREDUMP(wstatus) ? " (core dumped)" : "");
	else
		snprintf(text, 64, "exited with code %d", WEXITSTATUS(wstatus));
	return text;
}

const char *tell_status(const struct service *svc, char text[64])
{
	const char *failure = hooks_failure(svc);

	if (failure == NULL && svc->failed_code == 0)
		return tell_wait_status(svc->wstatus, text);
	snprintf(text, 64, "%s", failure != NULL ? failure : "could not be started");
	return text;
}

static const char *failed_need(struct service *svc)
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

static void tell_ended(struct service *svc, enum sup_level level, const char *word)
{
	char status[64], time[32];

	svc->sup->host->say(level, "%s: %s%s after %s", service_name(svc), word,
			    tell_status(svc, status),
			    tell_time(sup_now() - svc->started, time));
}

static void tell_stopping(struct service *svc, enum svc_event on)
{
	const struct sup_host *host = svc->sup->host;
	const char *last = probe_last(svc);
	const char *awaited = probe_awaited(svc);
	char time[32], at[128];

	files_at(svc, at);
	if (on == ON_TIMEOUT)
		host->say(SAY_WARNING, "%s: not ready after %s, stopping it%s%s",
			  service_name(svc), tell_time(sup_now() - svc->started, time),
			  *at        ? "; it was still at "
			  : *last    ? "; the last answer: "
			  : *awaited ? "; "
				     : "",
			  *at     ? at
			  : *last ? last
				  : awaited);
	else
		host->say(SAY_VERBOSE, "%s: stopping", service_name(svc));
}

/* The second failure in a row: what an earlier start left may hold its address or files. */
static void tell_suspect(struct service *svc)
{
	struct tree_proc p;

	if (claims_suspect(svc->sup->claims, svc, &p))
		svc->sup->host
			->say(SAY_WARNING,
			      "%s: %s (pid %d) runs the same program, and nothing "
			      "shows which service it belongs to: if an earlier start "
			      "left it behind, it may be why this one fails. If the "
			      "program goes into the background, give it its option "
			      "for the foreground, or set type = forking and pid-file",
			      service_name(svc), p.name, (int)p.pid);
}

void tell_change(struct service *svc, const struct core_order *order)
{
	const struct sup_host *host = svc->sup->host;
	const char *name = service_name(svc);
	char text[64], why[160];

	host->say(SAY_VERBOSE, "%s: %s -> %s (%s)", name, svc_state_word(order->from),
		  svc_state_word(order->to), svc_event_word(order->on));
	switch (order->to) {
	case SVC_READY:
		host->say(SAY_EVENT, "%s: ready after %s", name,
			  tell_time(sup_now() - svc->started, text));
		break;
	case SVC_STOPPING: tell_stopping(svc, order->on); break;
	case SVC_KILLING:
		host->say(SAY_WARNING, "%s: %s", name,
			  order->on == ON_LAST_WAIT ? "did not stop in time, killing it"
						    : "killing it");
		break;
	case SVC_BACKOFF: svc->say_pause = true; break;
	case SVC_DONE: tell_ended(svc, SAY_EVENT, "done: "); break;
	case SVC_FAILED:
		if (order->on == ON_NEED_FAILED)
			host->say(SAY_ERROR, "%s: failed: its need %s failed", name,
				  failed_need(svc));
		else
			tell_ended(svc,
				   host->command && !conf_is_setup(svc->section)
					   ? SAY_EVENT
					   : SAY_ERROR,
				   order->from == SVC_STARTING && svc->wstatus == 0
					   ? "failed, it was not ready yet: "
					   : "failed: ");
		if (core_restarts(svc->sup->core, service_index(svc)) == 1)
			tell_suspect(svc); /* else it was told before */
		break;
	case SVC_DOWN:
		if (svc_has_process(order->from))
			tell_ended(svc, SAY_EVENT, "stopped: ");
		break;
	case SVC_WAITING:
		if (svc_has_process(order->from))
			tell_ended(svc, SAY_WARNING, "waits for what it needs: ");
		break;
	case SVC_SKIPPED:
		when_reason(svc, why, sizeof why);
		host->say(SAY_EVENT, "%s: skipped: %s", name, why);
		break;
	case SVC_STARTING:
	case SVC_STATE_COUNT: break;
	}
}

void tell_pause(struct service *svc, msec pause)
{
	uint32_t restarts = core_restarts(svc->sup->core, service_index(svc));
	char status[64], after[32], in[32], of[32] = "";

	svc->say_pause = false;
	if (svc->policy->limit > 0 && restarts > 0)
		snprintf(of, sizeof of, " (%u of %u)", restarts, svc->policy->limit);
	svc->sup->host->say(SAY_WARNING, "%s: %s after %s, restarting in %s%s",
			    service_name(svc), tell_status(svc, status),
			    tell_time(sup_now() - svc->started, after),
			    tell_time(pause, in), of);
	if (restarts == 2)
		tell_suspect(svc);
}

/* A daemon whose program ended with success and left others behind, unasked. */
void tell_left(struct service *svc)
{
	enum svc_state state = core_state(svc->sup->core, service_index(svc));

	if (svc->told_left || svc->wstatus != 0 || svc->failed_code != 0 ||
	    svc->policy->task || svc->is_forking || svc->sup->host->command ||
	    (state != SVC_STARTING && state != SVC_READY))
		return;
	svc->told_left = true;
	svc->sup->host
		->say(SAY_WARNING,
		      "%s: its program ended and left others behind, which are ended, "
		      "too: if it goes into the background, give it its option for "
		      "the foreground, or type = forking",
		      service_name(svc));
}

/* Names are the processes' own words: the line is escaped where it is written. `who`: the
 * service; "": the container. */
static void tell_names(struct sup *sup, const char *who, const char *how,
		       const struct tree_proc *found, size_t count, uint32_t owner)
{
	char text[400];
	size_t used = 0, killed = 0;

	text[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		if (found[i].pid == 0 || found[i].owner != owner ||
		    (owner != OWNER_NONE && !(found[i].mine & MINE_FRESH)))
			continue;
		killed++;
		if (used < sizeof text - 48)
			used += (size_t)snprintf(text + used, sizeof text - used,
						 "%s%s (pid %d)", used ? ", " : "",
						 found[i].name, (int)found[i].pid);
		else if (text[used - 1] != '.')
			used += (size_t)snprintf(text + used, sizeof text - used, ", ...");
	}
	if (killed > 0)
		sup->host->say(SAY_WARNING, "%s%skilled %zu process%s %s: %s", who,
			       *who ? ": " : "", killed, killed == 1 ? "" : "es", how,
			       text);
}

void tell_killed(struct service *svc, const struct tree_proc *found, size_t count)
{
	bool left = svc->leftover != LEFT_NOTHING;

	tell_names(svc->sup, service_name(svc),
		   !left             ? "with it"
		   : svc->fresh == 1 ? "that was left"
				     : "that were left",
		   found, count, service_index(svc));
}

void tell_rest_killed(struct sup *sup, const struct tree_proc *found, size_t count)
{
	tell_names(sup, "", "left in the container", found, count, OWNER_NONE);
}

/* The one line that says why the container ends. */
void tell_end(struct sup *sup)
{
	int code, i;
	enum core_cause cause = core_why(sup->core, &code, &i);
	const char *name = i >= 0 ? service_name(sup->services[i]) : "";
	char status[64] = "its need failed";

	if (i >= 0 && (sup->services[i]->started != 0 || sup->services[i]->failed_code))
		tell_status(sup->services[i], status);
	switch (cause) {
	case CAUSE_NONE:
	case CAUSE_ASKED: break; /* sup_shutdown() wrote it */
	case CAUSE_MAIN:
		snprintf(sup->why, sizeof sup->why, "main service %s ended: %s", name,
			 status);
		break;
	case CAUSE_FAILED:
		if (sup->services[i]->unhealthy &&
		    sup->services[i]->policy->unhealthy != UNHEALTHY_IGNORE)
			snprintf(status, sizeof status, "it was unhealthy");
		snprintf(sup->why, sizeof sup->why, "service %s failed: %s", name, status);
		break;
	case CAUSE_SETUP:
		snprintf(sup->why, sizeof sup->why, "%s failed: %s", name, status);
		break;
	case CAUSE_NOTHING_LEFT:
		if (i >= 0)
			snprintf(sup->why, sizeof sup->why,
				 "nothing left to run; %s had failed: %s", name, status);
		else
			snprintf(sup->why, sizeof sup->why, "nothing left to run");
		break;
	}
}
