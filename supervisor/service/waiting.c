/* supervisor/service/waiting.c - reports units that wait long: at 5 s, 10 s, 20 s, 40 s,
 * ...
 *
 * One timer serves all units. It runs only while a unit waits. It takes the states and
 * their times from the core, so nothing is stored for each unit. */
#include "supervisor/service/waiting.h"

#include "conf/base/clock.h"
#include "conf/base/text.h"
#include "supervisor/base/format.h"
#include "supervisor/base/timer.h"
#include "supervisor/child/watch.h"
#include "supervisor/hooks/hooks.h"
#include "supervisor/probe/readiness.h"
#include "supervisor/probe/wait_for.h"
#include "supervisor/service/service.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define FIRST_REPORT SECONDS(5)
#define LINES_MAX    20 /* most units in one report */
#define NAMES_MAX    4

/* Returns true if a unit in this state may have to be reported. A running task does not
 * wait; the units that wait for it are reported. */
static bool may_wait(const struct unit *u, enum svc_state state)
{
	return state == SVC_WAITING || state == SVC_STOPPING || state == SVC_KILLING ||
	       (state == SVC_STARTING && !u->policy->task);
}

/* Returns why this unit, which others wait for, does not become ready by itself; "" if it
 * may. */
static const char *why_missing(const struct core *core, uint32_t i)
{
	enum svc_state state = core_state(core, i);

	if (core_disabled(core, i))
		return " (disabled)";
	if (core_stopped_by_hand(core, i))
		return " (stopped by hand)";
	return state == SVC_FAILED ? " (failed)" : state == SVC_SKIPPED ? " (skipped)" : "";
}

const char *format_awaited(struct unit *u, char text[CAUSE_TEXT])
{
	struct context *ctx = u->ctx;
	struct text t = { text, CAUSE_TEXT };
	uint32_t cursor = 0, other, count = 0;

	text_clear(&t);
	while (core_awaits(ctx->core, u->index, &cursor, &other)) {
		if (count++ < NAMES_MAX)
			text_append(&t, "%s%s%s", count > 1 ? ", " : "",
				    unit_name(ctx->units[other]),
				    why_missing(ctx->core, other));
	}
	if (count > NAMES_MAX)
		text_append(&t, " and %u more", count - NAMES_MAX);
	return text;
}

/* Writes the event that the start waits for to `text`, and the reason for the delay to
 * *ret_why. */
static void start_reason(struct unit *u, char text[CAUSE_TEXT], const char **ret_why)
{
	char word[96];
	const char *before = hooks_current(u);

	*ret_why = "";
	if (before != NULL) {
		snprintf(text, CAUSE_TEXT, "%s", before);
		return;
	}
	if (service_of(u)->start_waits) {
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

msec stop_time_left(const struct unit *u)
{
	const struct policy *p = u->policy;
	msec rest = watch_time_left(u);

	for (uint32_t i = cleanup_stop_step(u) + 1u; i < p->stop_count; i++)
		rest += p->stop_waits[i];
	return rest;
}

static void report_slow_stop(struct unit *u, msec waited)
{
	msec rest = stop_time_left(u);
	char time[32];

	if (rest < SECONDS(1)) /* the kill will be reported soon */
		return;
	u->ctx->host->report(REPORT_EVENT,
			     "%s: still stopping after %" PRId64 " s, SIGKILL in %s",
			     unit_name(u), waited / 1000, format_duration(rest, time));
}

static void report_waiting(struct unit *u, msec waited)
{
	const struct sup_host *host = u->ctx->host;
	char what[CAUSE_TEXT];
	const char *why = "";

	switch (core_state(u->ctx->core, u->index)) {
	case SVC_STOPPING: report_slow_stop(u, waited); return;
	case SVC_KILLING:
		host->report(REPORT_WARNING,
			     "%s: still not gone %" PRId64 " s after SIGKILL", unit_name(u),
			     waited / 1000);
		return;
	case SVC_STARTING: start_reason(u, what, &why); break;
	case SVC_WAITING: /* probe/wait_for.c reports it */
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

/* Returns the first of 5 s, 10 s, 20 s, ... that is above `waited`. */
static msec next_step(msec waited)
{
	msec step = FIRST_REPORT;

	while (step <= waited)
		step *= 2;
	return step;
}

static void arm_timer(struct context *ctx, msec wait)
{
	timer_arm(ctx->loop, &ctx->services->waiting.timer, (double)wait / 1e3);
}

static void look_at_units(struct context *ctx)
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
		/* Reports a unit once for each step. */
		if (waited < FIRST_REPORT ||
		    next_step(ctx->services->waiting.last_look - since) > waited)
			continue;
		if (lines++ < LINES_MAX)
			report_waiting(u, waited);
	}
	if (lines > LINES_MAX)
		ctx->host->report(REPORT_EVENT, "%u more services wait", lines - LINES_MAX);
	ctx->services->waiting.last_look = now;
	if (next != INT64_MAX)
		arm_timer(ctx, next > now ? next - now : 1);
}

static void on_waiting_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	(void)loop;
	(void)revents;
	look_at_units(w->data);
}

void waiting_init(struct context *ctx)
{
	ev_init(&ctx->services->waiting.timer, on_waiting_timer);
	ctx->services->waiting.timer.data = ctx;
}

/* Does not check the other units, because the timer is never later than the first step of
 * any of them. */
void waiting_state_changed(struct unit *u, enum svc_state from, enum svc_state to)
{
	struct context *ctx = u->ctx;

	ctx->services->waiting.count -= may_wait(u, from);
	ctx->services->waiting.count += may_wait(u, to);
	if (ctx->services->waiting.count == 0) {
		ev_timer_stop(ctx->loop, &ctx->services->waiting.timer);
	} else if (!ev_is_active(&ctx->services->waiting.timer)) {
		ctx->services->waiting.last_look = clock_now();
		arm_timer(ctx, FIRST_REPORT);
	} else if (may_wait(u, to) &&
		   ev_timer_remaining(ctx->loop, &ctx->services->waiting.timer) >
			   FIRST_REPORT / 1e3) {
		arm_timer(ctx, FIRST_REPORT);
	}
}

void waiting_done(struct context *ctx)
{
	ev_timer_stop(ctx->loop, &ctx->services->waiting.timer);
}

void waiting_recount(struct context *ctx)
{
	ctx->services->waiting.count = 0;
	for (uint32_t i = 0; i < ctx->count; i++)
		ctx->services->waiting.count +=
			may_wait(ctx->units[i], core_state(ctx->core, i));
	if (ctx->services->waiting.count == 0)
		ev_timer_stop(ctx->loop, &ctx->services->waiting.timer);
}
