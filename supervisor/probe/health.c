/* supervisor/probe/health.c - checks whether a ready service still works (`health`). */
#include "supervisor/probe/health.h"

#include "conf/base/clock.h"
#include "conf/base/text.h"
#include "supervisor/base/ratelimit.h"
#include "supervisor/base/sections.h"
#include "supervisor/base/timer.h"
#include "supervisor/child/event_command.h"
#include "supervisor/env/environment.h"
#include "supervisor/probe/probe.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REASON_SIZE 160
#define LATE        100 /* msec, longer than a turn of the loop */

struct health {
	struct unit *unit;
	struct probe probe;
	ev_timer timer;              /* timer of the next probe */
	msec interval, timeout, due; /* `due` is when the timer expires */
	int64_t retries, failures;
	uint32_t index; /* index of the service when the array was made */
	bool reported;  /* the service was reported as unhealthy */
	bool skipped;   /* the last probe was skipped, because its timer was late */
	char reason[REASON_SIZE]; /* why the service is unhealthy, while it is */
};

struct health_list {
	uint32_t count;
	struct health items[];
};

static int compare_index(const void *key, const void *item)
{
	const uint32_t *index = key;
	const struct health *health = item;

	return *index < health->index ? -1 : *index > health->index;
}

static struct health *find_health(struct health_list *list, uint32_t index)
{
	return list == NULL ? NULL
			    : bsearch(&index, list->items, list->count,
				      sizeof list->items[0], compare_index);
}

static struct health *health_of(struct unit *u)
{
	return find_health(u->ctx->health, u->index);
}

static void probe_after(struct health *health, msec wait)
{
	health->due = clock_now() + wait;
	timer_arm(health->unit->ctx->loop, &health->timer, (double)wait / 1e3);
}

/* Each service keeps its own offset in the interval. So the probes stay spread, even if a
 * probe took long or PID 1 was stopped. */
msec health_next(msec due, msec interval, msec now)
{
	msec earliest = now + interval / 2, next = due + interval;

	if (next < earliest && interval > 0)
		next += (earliest - next + interval - 1) / interval * interval;
	return next;
}

static void schedule_next(struct health *health)
{
	msec due = health_next(health->due, health->interval, clock_now());

	probe_after(health, due - clock_now());
	health->due = due;
}

/* If PID 1 was stopped (SIGSTOP, the freezer), all probes are late and would start at once.
 * So a late probe is skipped, but never two in a row, because a busy machine may also delay
 * it. */
static bool is_late(const struct health *health)
{
	msec late = clock_now() - health->due;

	return !health->skipped && late > LATE && late > health->interval / 20;
}

static void on_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct health *health = container_of(w, struct health, timer);

	(void)loop;
	(void)revents;
	health->skipped = is_late(health);
	if (health->skipped) {
		schedule_next(health);
		return;
	}
	probe_start(&health->probe, (struct probe_entry){ CONF_SERVICE_HEALTH, 0 },
		    health->timeout);
	context_pump(health->unit->ctx);
}

static void report_health_changed(struct context *ctx)
{
	if (ctx->health_changed != NULL)
		ctx->health_changed(ctx);
}

static void health_passed(struct health *health)
{
	if (health->reported)
		health->unit->ctx->host->report(REPORT_EVENT, "%s: healthy again",
						unit_name(health->unit));
	health->unit->unhealthy = false;
	health->failures = 0;
	if (health->reported)
		report_health_changed(health->unit->ctx);
	health->reported = false;
}

static void health_failed(struct health *health, const char *text)
{
	struct unit *u = health->unit;

	if (++health->failures < health->retries || health->reported)
		return;
	health->reported = true;
	u->unhealthy = true;
	health->reason[0] = '\0';
	if (health->retries > 1)
		snprintf(health->reason, sizeof health->reason,
			 "%" PRId64 " checks failed, the last: ", health->retries);
	u->ctx->host->report(REPORT_WARNING, "%s: unhealthy: %s%s", unit_name(u),
			     health->reason, text);
	text_append(&TEXT(health->reason), "%s", text);
	report_health_changed(u->ctx);
	event_push(u->ctx, &(struct event_facts){ .kind = EVENT_UNHEALTHY,
						  .unit = u,
						  .reason = text,
						  .code = -1 });
	core_unhealthy(u->ctx->core, u->index, clock_now());
	context_pump(u->ctx);
}

/* A lack of resources for the probe says nothing about the service. */
static void report_not_probed(struct health *health, const char *text)
{
	static msec last_warning;

	if (ratelimit_allows(&last_warning))
		health->unit->ctx->host
			->report(REPORT_WARNING,
				 "%s: its health cannot be checked now: %s; that counts "
				 "neither as healthy nor as unhealthy",
				 unit_name(health->unit), text);
}

static void on_probed(struct probe *probe, bool passed, const char *text)
{
	struct health *health = container_of(probe, struct health, probe);

	if (probe->has_no_target) /* at this start there is no health check */
		return;
	schedule_next(health);
	if (passed)
		health_passed(health);
	else if (probe->helper.no_room)
		report_not_probed(health, text);
	else
		health_failed(health, text); /* may call health_end() */
}

const char *health_reason(struct unit *u)
{
	const struct health *health = health_of(u);

	return health != NULL && u->unhealthy ? health->reason : "";
}

/* ---- the keys ---- */

enum { INTERVAL, TIMEOUT, RETRIES, DELAY, KEY_COUNT };

/* clang-format off */
static const enum conf_key keys[KEY_COUNT] = {
	[INTERVAL] = CONF_SERVICE_HEALTH_INTERVAL,
	[TIMEOUT]  = CONF_SERVICE_HEALTH_TIMEOUT,
	[RETRIES]  = CONF_SERVICE_HEALTH_RETRIES,
	[DELAY]    = CONF_SERVICE_HEALTH_DELAY,
};
/* clang-format on */

static int read_keys(struct unit *u, int64_t values[KEY_COUNT])
{
	char why[HELPER_TEXT] = "";
	struct conf_value v;
	struct env env;
	bool dynamic = false;
	int r = 0;

	for (size_t i = 0; i < KEY_COUNT; i++)
		dynamic |= conf_is_dynamic(u->section, keys[i]);
	if (dynamic) {
		u->ctx->scratch.used = 0;
		r = environment_fill(u, &env, &TEXT(why));
	}
	for (size_t i = 0; i < KEY_COUNT && r == 0; i++) {
		if (dynamic && (r = unit_value(u, &env, keys[i], &v, &TEXT(why))) == 0)
			values[i] = v.number;
		else if (!dynamic)
			values[i] = conf_number(u->section, keys[i]);
	}
	if (r < 0)
		u->ctx->host->report(REPORT_ERROR, "%s: no health checks: %s", unit_name(u),
				     why);
	return r;
}

/* `health = none` may override a value in [defaults]. A value with variables counts as a
 * probe here, because only the probe expands it. */
static bool is_none(struct unit *u)
{
	return !conf_is_dynamic(u->section, CONF_SERVICE_HEALTH) &&
	       conf_number(u->section, CONF_SERVICE_HEALTH) == 0;
}

static void set_keys(struct health *health, const int64_t values[KEY_COUNT])
{
	health->interval = values[INTERVAL];
	health->timeout = values[TIMEOUT];
	health->retries = values[RETRIES];
}

/* ---- start and stop ---- */

msec health_spread(msec interval, uint32_t i, uint32_t count)
{
	return interval - interval * i / count;
}

/* Spreads the first probes of services that became ready together. */
static msec first_pause(const struct health *health)
{
	const struct health_list *list = health->unit->ctx->health;

	return health_spread(health->interval, (uint32_t)(health - list->items),
			     list->count);
}

void health_begin(struct unit *u)
{
	struct health *health = health_of(u);
	int64_t values[KEY_COUNT];

	if (health == NULL || is_none(u) || read_keys(u, values) < 0)
		return;
	set_keys(health, values);
	health->failures = 0;
	health->reported = false;
	probe_after(health, values[DELAY] + first_pause(health));
}

void health_end(struct unit *u)
{
	struct health *health = health_of(u);

	if (health == NULL)
		return;
	ev_timer_stop(u->ctx->loop, &health->timer);
	probe_cancel(&health->probe);
}

/* ---- setup and teardown ---- */

static void free_list(struct context *ctx, struct health_list *list)
{
	for (uint32_t i = 0; list != NULL && i < list->count; i++) {
		ev_timer_stop(ctx->loop, &list->items[i].timer);
		probe_detach(&list->items[i].probe);
	}
	free(list);
}

void health_free(struct context *ctx)
{
	free_list(ctx, ctx->health);
	ctx->health = NULL;
}

int health_alloc(const struct conf *conf, struct health_list **ret)
{
	uint32_t count = sections_count(conf), used = 0;
	struct health_list *list;

	for (uint32_t i = 0; i < count; i++)
		used += conf_is_set(section_at(conf, i), CONF_SERVICE_HEALTH);
	list = calloc(1, sizeof *list + used * sizeof list->items[0]);
	if (list == NULL)
		return -ENOMEM;
	*ret = list;
	return 0;
}

/* The service continues, with new values of its keys. A running probe starts again.
 * Otherwise the next probe is when it was planned, but at most health-delay and one
 * interval from now. */
static void continue_health(struct health *health, struct health *old)
{
	struct unit *u = health->unit;
	struct ev_loop *loop = u->ctx->loop;
	msec left = (msec)(ev_timer_remaining(loop, &old->timer) * 1e3);
	int64_t values[KEY_COUNT];

	if (is_none(u) || read_keys(u, values) < 0)
		return;
	set_keys(health, values);
	health->failures = old->failures;
	health->reported = old->reported;
	memcpy(health->reason, old->reason, sizeof health->reason);
	/* a probe was running, or there was no health check */
	if (!ev_is_active(&old->timer))
		left = old->interval > 0 ? 0 : values[DELAY] + health->interval;
	probe_after(health, left < values[DELAY] + health->interval
				    ? left
				    : values[DELAY] + health->interval);
}

static void init_list(struct context *ctx, struct health_list *list)
{
	for (uint32_t i = 0; i < ctx->count; i++) {
		struct unit *u = ctx->units[i];

		u->unhealthy &= conf_is_set(u->section, CONF_SERVICE_HEALTH);
		if (!conf_is_set(u->section, CONF_SERVICE_HEALTH))
			continue;
		struct health *health = &list->items[list->count++];
		health->unit = u;
		health->index = i;
		probe_init(&health->probe, u, on_probed);
		ev_init(&health->timer, on_timer);
	}
}

void health_migrate(struct context *ctx, struct health_list *list, const int32_t *map)
{
	struct health_list *old = ctx->health;

	init_list(ctx, list);
	ctx->health = list;
	for (uint32_t i = 0; i < list->count; i++) {
		struct health *before = NULL, *health = &list->items[i];

		if (core_state(ctx->core, health->index) != SVC_READY)
			continue;
		if (map != NULL && map[health->index] >= 0)
			before = find_health(old, (uint32_t)map[health->index]);
		if (before != NULL)
			continue_health(health, before);
		else
			health_begin(health->unit);
	}
	for (uint32_t i = 0; old != NULL && i < old->count; i++)
		probe_cancel(&old->items[i].probe); /* kills the command of a probe */
	free_list(ctx, old);
}
