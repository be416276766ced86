/* supervisor/service/waiting.c - reports what waits for long: at 5 s, 10 s, 20 s, 40 s ...
 *
 * One timer for all services. It runs only while a service waits, and what it looks at is
 * the core's: which state, since when. So nothing is kept for a service. */
#include "supervisor/hooks/hooks.h"
#include "supervisor/probe/readiness.h"
#include "supervisor/probe/wait_for.h"
#include "supervisor/service/messages.h"
#include "supervisor/service/service.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define FIRST      SECONDS(5)
#define LINES_MOST 20 /* of one look */
#define NAMES_MOST 4

/* A task that runs does not wait, and those that wait for it say so. */
static bool may_wait(const struct unit *u, enum svc_state state)
{
	return state == SVC_WAITING || state == SVC_STOPPING || state == SVC_KILLING ||
	       (state == SVC_STARTING && !u->policy->task);
}

const char *format_awaited(struct unit *u, char text[CAUSE_TEXT])
{
	struct context *ctx = u->ctx;
	uint32_t at = 0, other, count = 0;
	size_t used = 0;

	text[0] = '\0';
	while (core_awaits(ctx->core, u->index, &at, &other)) {
		if (count++ < NAMES_MOST)
			used += (size_t)snprintf(text + used, CAUSE_TEXT - used, "%s%s",
						 used > 0 ? ", " : "",
						 unit_name(ctx->units[other]));
	}
	if (count > NAMES_MOST)
		snprintf(text + used, CAUSE_TEXT - used, " and %u more",
			 count - NAMES_MOST);
	return text;
}

/* Until it is ready. */
static void start_reason(struct unit *u, char text[CAUSE_TEXT], const char **ret_why)
{
	char word[96];
	const char *before = hooks_current(u);

	*ret_why = "";
	if (before != NULL) {
		snprintf(text, CAUSE_TEXT, "%s", before);
		return;
	}
	if (SERVICE(u)->start_waits) {
		snprintf(text, CAUSE_TEXT, "room for its process");
		return;
	}
	*ret_why = readiness_missing(u, word);
	snprintf(text, CAUSE_TEXT, "%s", word);
}

const char *format_wait_reason(struct unit *u, char text[CAUSE_TEXT])
{
	const char *why = "";
	size_t used;

	text[0] = '\0';
	switch (core_state(u->ctx->core, u->index)) {
	case SVC_WAITING:
		if (format_awaited(u, text)[0] == '\0')
			wait_for_describe(u, text);
		break;
	case SVC_STARTING: start_reason(u, text, &why); break;
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
		snprintf(text + used, CAUSE_TEXT - used, ": %s", why);
	return text;
}

static void tell_stop(struct unit *u, msec waited)
{
	const struct policy *p = u->policy;
	msec rest = watch_time_left(u);
	char time[32];

	for (uint32_t i = cleanup_state_of(u)->stop_step + 1u; i < p->stop_count; i++)
		rest += p->stop_waits[i];
	if (rest < SECONDS(1)) /* the line about that comes soon */
		return;
	u->ctx->host->report(REPORT_EVENT,
			     "%s: still stopping after %" PRId64 " s, SIGKILL in %s",
			     unit_name(u), waited / 1000, format_duration(rest, time));
}

static void tell_one(struct unit *u, msec waited)
{
	const struct sup_host *host = u->ctx->host;
	char what[CAUSE_TEXT];
	const char *why = "";

	switch (core_state(u->ctx->core, u->index)) {
	case SVC_STOPPING: tell_stop(u, waited); return;
	case SVC_KILLING:
		host->report(REPORT_WARNING,
			     "%s: still not gone %" PRId64 " s after SIGKILL", unit_name(u),
			     waited / 1000);
		return;
	case SVC_STARTING: start_reason(u, what, &why); break;
	case SVC_WAITING: /* wait-for reports by itself */
		if (format_awaited(u, what)[0] == '\0')
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
	host->report(REPORT_EVENT, "%s: waiting for %s (%" PRId64 " s)%s%s", unit_name(u),
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

static void arm(struct context *ctx, msec wait)
{
	ev_timer_stop(ctx->loop, &SUP(ctx)->waits);
	ev_timer_set(&SUP(ctx)->waits, (double)wait / 1e3, 0.);
	ev_timer_start(ctx->loop, &SUP(ctx)->waits);
}

static void look(struct context *ctx)
{
	msec now = clock_now(), next = INT64_MAX;
	uint32_t lines = 0;

	for (uint32_t i = 0; i < ctx->count; i++) {
		struct unit *u = ctx->units[i];
		msec since = core_since(ctx->core, i), waited = now - since;

		if (!may_wait(u, core_state(ctx->core, i)))
			continue;
		if (since + next_step(waited) < next)
			next = since + next_step(waited);
		/* Was a step passed since the last look? */
		if (waited < FIRST || next_step(SUP(ctx)->waits_looked - since) > waited)
			continue;
		if (lines++ < LINES_MOST)
			tell_one(u, waited);
	}
	if (lines > LINES_MOST)
		ctx->host->report(REPORT_EVENT, "%u more services wait",
				  lines - LINES_MOST);
	SUP(ctx)->waits_looked = now;
	if (next != INT64_MAX)
		arm(ctx, next > now ? next - now : 1);
}

static void on_waits(struct ev_loop *loop, ev_timer *w, int revents)
{
	(void)loop;
	(void)revents;
	look(&container_of(w, struct sup, waits)->ctx);
}

void waiting_init(struct context *ctx)
{
	ev_init(&SUP(ctx)->waits, on_waits);
}

/* Without a look at the others: the timer is never later than the first step of any. */
void waiting_state_changed(struct unit *u, enum svc_state from, enum svc_state to)
{
	struct context *ctx = u->ctx;

	SUP(ctx)->waiting -= may_wait(u, from);
	SUP(ctx)->waiting += may_wait(u, to);
	if (SUP(ctx)->waiting == 0) {
		ev_timer_stop(ctx->loop, &SUP(ctx)->waits);
	} else if (!ev_is_active(&SUP(ctx)->waits)) {
		SUP(ctx)->waits_looked = clock_now();
		arm(ctx, FIRST);
	} else if (may_wait(u, to) &&
		   ev_timer_remaining(ctx->loop, &SUP(ctx)->waits) > FIRST / 1e3) {
		arm(ctx, FIRST);
	}
}

void waiting_recount(struct context *ctx)
{
	SUP(ctx)->waiting = 0;
	for (uint32_t i = 0; i < ctx->count; i++)
		SUP(ctx)->waiting += may_wait(ctx->units[i], core_state(ctx->core, i));
	if (SUP(ctx)->waiting == 0)
		ev_timer_stop(ctx->loop, &SUP(ctx)->waits);
}
