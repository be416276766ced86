/* supervisor/tell_waits.c - reports what waits for long: at 5 s, 10 s, 20 s, 40 s ...
 *
 * One timer for all services. It runs only while a service waits, and what it looks at is
 * the core's: which state, since when. So nothing is kept for a service. */
#include "supervisor/hooks.h"
#include "supervisor/service.h"
#include "supervisor/tell.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define FIRST      SECONDS(5)
#define LINES_MOST 20 /* of one look */
#define NAMES_MOST 4

/* A task that runs does not wait, and those that wait for it say so. */
static bool may_wait(const struct service *svc, enum svc_state state)
{
	return state == SVC_WAITING || state == SVC_STOPPING || state == SVC_KILLING ||
	       (state == SVC_STARTING && !svc->policy->task);
}

const char *tell_awaited(struct service *svc, char text[TELL_CAUSE])
{
	struct sup *sup = svc->sup;
	uint32_t at = 0, other, count = 0;
	size_t used = 0;

	text[0] = '\0';
	while (core_awaits(sup->core, svc->index, &at, &other)) {
		if (count++ < NAMES_MOST)
			used += (size_t)snprintf(text + used, TELL_CAUSE - used, "%s%s",
						 used > 0 ? ", " : "",
						 service_name(sup->services[other]));
	}
	if (count > NAMES_MOST)
		snprintf(text + used, TELL_CAUSE - used, " and %u more",
			 count - NAMES_MOST);
	return text;
}

/* Until it is ready. */
static void start_reason(struct service *svc, char text[TELL_CAUSE], const char **ret_why)
{
	char word[96];
	const char *before = hooks_at(svc);

	*ret_why = "";
	if (before != NULL) {
		snprintf(text, TELL_CAUSE, "%s", before);
		return;
	}
	if (svc->start_waits) {
		snprintf(text, TELL_CAUSE, "room for its process");
		return;
	}
	*ret_why = probe_waits_for(svc, word);
	snprintf(text, TELL_CAUSE, "%s", word);
}

const char *tell_wait_reason(struct service *svc, char text[TELL_CAUSE])
{
	const char *why = "";
	size_t used;

	text[0] = '\0';
	switch (core_state(svc->sup->core, svc->index)) {
	case SVC_WAITING:
		if (tell_awaited(svc, text)[0] == '\0')
			wait_asks(svc, text);
		break;
	case SVC_STARTING: start_reason(svc, text, &why); break;
	case SVC_SKIPPED:
	case SVC_DOWN:
	case SVC_READY:
	case SVC_STOPPING:
	case SVC_KILLING:
	case SVC_BACKOFF:
	case SVC_DONE:
	case SVC_FAILED:
	case SVC_STATE_COUNT: break;
	}
	used = strlen(text);
	if (used > 0 && why[0] != '\0')
		snprintf(text + used, TELL_CAUSE - used, ": %s", why);
	return text;
}

static void tell_stop(struct service *svc, msec waited)
{
	const struct policy *p = svc->policy;
	msec rest = watch_time_left(svc);
	char time[32];

	for (uint32_t i = svc->want_step + 1u; i < p->stop_count; i++)
		rest += p->stop_waits[i];
	if (rest < SECONDS(1)) /* the line about that comes soon */
		return;
	svc->sup->host->say(SAY_EVENT,
			    "%s: still stopping after %" PRId64 " s, SIGKILL in %s",
			    service_name(svc), waited / 1000, tell_time(rest, time));
}

static void tell_one(struct service *svc, msec waited)
{
	const struct sup_host *host = svc->sup->host;
	char what[TELL_CAUSE];
	const char *why = "";

	switch (core_state(svc->sup->core, svc->index)) {
	case SVC_STOPPING: tell_stop(svc, waited); return;
	case SVC_KILLING:
		host->say(SAY_WARNING, "%s: still not gone %" PRId64 " s after SIGKILL",
			  service_name(svc), waited / 1000);
		return;
	case SVC_STARTING: start_reason(svc, what, &why); break;
	case SVC_WAITING: /* wait-for reports by itself */
		if (tell_awaited(svc, what)[0] == '\0')
			return;
		break;
	case SVC_SKIPPED:
	case SVC_DOWN:
	case SVC_READY:
	case SVC_BACKOFF:
	case SVC_DONE:
	case SVC_FAILED:
	case SVC_STATE_COUNT: return;
	}
	host->say(SAY_EVENT, "%s: waiting for %s (%" PRId64 " s)%s%s", service_name(svc),
		  what[0] ? what : "its start", waited / 1000, why[0] ? ": " : "", why);
}

/* The first of 5 s, 10 s, 20 s ... that is above `waited`. */
static msec next_step(msec waited)
{
	msec step = FIRST;

	while (step <= waited)
		step *= 2;
	return step;
}

static void arm(struct sup *sup, msec wait)
{
	ev_timer_stop(sup->loop, &sup->waits);
	ev_timer_set(&sup->waits, (double)wait / 1e3, 0.);
	ev_timer_start(sup->loop, &sup->waits);
}

static void look(struct sup *sup)
{
	msec now = sup_now(), next = INT64_MAX;
	uint32_t lines = 0;

	for (uint32_t i = 0; i < sup->count; i++) {
		struct service *svc = sup->services[i];
		msec since = core_since(sup->core, i), waited = now - since;

		if (!may_wait(svc, core_state(sup->core, i)))
			continue;
		if (since + next_step(waited) < next)
			next = since + next_step(waited);
		/* Was a step passed since the last look? */
		if (waited < FIRST || next_step(sup->waits_looked - since) > waited)
			continue;
		if (lines++ < LINES_MOST)
			tell_one(svc, waited);
	}
	if (lines > LINES_MOST)
		sup->host->say(SAY_EVENT, "%u more services wait", lines - LINES_MOST);
	sup->waits_looked = now;
	if (next != INT64_MAX)
		arm(sup, next > now ? next - now : 1);
}

static void on_waits(struct ev_loop *loop, ev_timer *w, int revents)
{
	(void)loop;
	(void)revents;
	look(container_of(w, struct sup, waits));
}

void tell_waits_init(struct sup *sup)
{
	ev_init(&sup->waits, on_waits);
}

/* Without a look at the others: the timer is never later than the first step of any. */
void tell_waits_changed(struct service *svc, enum svc_state from, enum svc_state to)
{
	struct sup *sup = svc->sup;

	sup->waiting -= may_wait(svc, from);
	sup->waiting += may_wait(svc, to);
	if (sup->waiting == 0) {
		ev_timer_stop(sup->loop, &sup->waits);
	} else if (!ev_is_active(&sup->waits)) {
		sup->waits_looked = sup_now();
		arm(sup, FIRST);
	} else if (may_wait(svc, to) &&
		   ev_timer_remaining(sup->loop, &sup->waits) > FIRST / 1e3) {
		arm(sup, FIRST);
	}
}

void tell_waits_renew(struct sup *sup)
{
	sup->waiting = 0;
	for (uint32_t i = 0; i < sup->count; i++)
		sup->waiting += may_wait(sup->services[i], core_state(sup->core, i));
	if (sup->waiting == 0)
		ev_timer_stop(sup->loop, &sup->waits);
}
