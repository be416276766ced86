/* supervisor/probe/health.c - does a ready service still work? The key `health`. */
#include "supervisor/probe/health.h"

#include "conf/base/clock.h"
#include "supervisor/base/ratelimit.h"
#include "supervisor/base/sections.h"
#include "supervisor/base/timer.h"
#include "supervisor/env/environment.h"
#include "supervisor/probe/probe.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#define LATE 100 /* msec: longer than a turn of the loop takes */

struct health {
	struct unit *unit;
	struct probe probe;
	ev_timer timer;              /* the next probe */
	msec interval, timeout, due; /* due: when the timer expires */
	int64_t retries, failures;
	uint32_t index; /* of the service when the array was made */
	bool reported;  /* as unhealthy */
	bool skipped;   /* the last probe was skipped because it was late */
};

struct health_list {
	uint32_t count;
	struct health items[];
};

static int compare_index(const void *key, const void *item)
{
	const uint32_t *index = key;
	const struct health *h = item;

	return *index < h->index ? -1 : *index > h->index;
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

static void probe_after(struct health *h, msec wait)
{
	h->due = clock_now() + wait;
	timer_arm(h->unit->ctx->loop, &h->timer, (double)wait / 1e3);
}

/* Each service keeps its own offset in the interval, so that the probes stay spread however
 * long one took, or PID 1 was stopped. */
msec health_next(msec due, msec interval, msec now)
{
	msec earliest = now + interval / 2, next = due + interval;

	if (next < earliest && interval > 0)
		next += (earliest - next + interval - 1) / interval * interval;
	return next;
}

static void schedule_next(struct health *h)
{
	msec due = health_next(h->due, h->interval, clock_now());

	probe_after(h, due - clock_now());
	h->due = due;
}

/* If PID 1 was stopped (SIGSTOP, the freezer), all probes are late, and would all start at
 * once. A late probe is skipped, but never two in a row: on a busy machine it may be late
 * for another reason. */
static bool is_late(const struct health *h)
{
	msec late = clock_now() - h->due;

	return !h->skipped && late > LATE && late > h->interval / 20;
}

static void on_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct health *h = container_of(w, struct health, timer);

	(void)loop;
	(void)revents;
	h->skipped = is_late(h);
	if (h->skipped) {
		schedule_next(h);
		return;
	}
	probe_start(&h->probe, (struct probe_entry){ CONF_SERVICE_HEALTH, 0 }, h->timeout);
	context_pump(h->unit->ctx);
}

static void health_passed(struct health *h)
{
	if (h->reported)
		h->unit->ctx->host->report(REPORT_EVENT, "%s: healthy again",
					   unit_name(h->unit));
	h->reported = false;
	h->unit->unhealthy = false;
	h->failures = 0;
}

static void health_failed(struct health *h, const char *text)
{
	struct unit *u = h->unit;

	if (++h->failures < h->retries || h->reported)
		return;
	h->reported = true;
	u->unhealthy = true;
	if (h->retries == 1)
		u->ctx->host->report(REPORT_WARNING, "%s: unhealthy: %s", unit_name(u),
				     text);
	else
		u->ctx->host->report(REPORT_WARNING,
				     "%s: unhealthy: %" PRId64
				     " checks failed, the last: %s",
				     unit_name(u), h->retries, text);
	core_unhealthy(u->ctx->core, u->index, clock_now());
	context_pump(u->ctx);
}

/* The machine has no room for the probe: this says nothing about the service. */
static void report_not_probed(struct health *h, const char *text)
{
	static msec last_warning;

	if (ratelimit_allows(&last_warning))
		h->unit->ctx->host
			->report(REPORT_WARNING,
				 "%s: its health cannot be checked now: %s; that counts "
				 "neither as healthy nor as unhealthy",
				 unit_name(h->unit), text);
}

static void on_probed(struct probe *probe, bool passed, const char *text)
{
	struct health *h = container_of(probe, struct health, probe);

	schedule_next(h);
	if (passed)
		health_passed(h);
	else if (probe->helper.no_room)
		report_not_probed(h, text);
	else
		health_failed(h, text); /* may call health_end() */
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

/* `health = none` may override a value of [defaults]; a value with variables may also be
 * none. */
static bool is_none(struct unit *u)
{
	return !conf_is_dynamic(u->section, CONF_SERVICE_HEALTH) &&
	       conf_number(u->section, CONF_SERVICE_HEALTH) == 0;
}

static void set_keys(struct health *h, const int64_t values[KEY_COUNT])
{
	h->interval = values[INTERVAL];
	h->timeout = values[TIMEOUT];
	h->retries = values[RETRIES];
}

/* ---- begin and end ---- */

msec health_spread(msec interval, uint32_t i, uint32_t count)
{
	return interval - interval * i / count;
}

/* Services that became ready together are not probed together. */
static msec first_pause(const struct health *h)
{
	const struct health_list *list = h->unit->ctx->health;

	return health_spread(h->interval, (uint32_t)(h - list->items), list->count);
}

void health_begin(struct unit *u)
{
	struct health *h = health_of(u);
	int64_t values[KEY_COUNT];

	if (h == NULL || is_none(u) || read_keys(u, values) < 0)
		return;
	set_keys(h, values);
	h->failures = 0;
	h->reported = false;
	probe_after(h, values[DELAY] + first_pause(h));
}

void health_end(struct unit *u)
{
	struct health *h = health_of(u);

	if (h == NULL)
		return;
	ev_timer_stop(u->ctx->loop, &h->timer);
	probe_cancel(&h->probe);
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

/* The service continues, with new values of its keys. A probe that was running starts again.
 * The next probe comes when it would have come, but not later than the new interval allows. */
static void continue_health(struct health *h, struct health *old)
{
	struct unit *u = h->unit;
	struct ev_loop *loop = u->ctx->loop;
	msec left = (msec)(ev_timer_remaining(loop, &old->timer) * 1e3);
	int64_t values[KEY_COUNT];

	if (is_none(u) || read_keys(u, values) < 0)
		return;
	set_keys(h, values);
	h->failures = old->failures;
	h->reported = old->reported;
	if (!ev_is_active(&old->timer)) /* a probe was running, or there was no health */
		left = old->interval > 0 ? 0 : values[DELAY] + h->interval;
	probe_after(h, left < values[DELAY] + h->interval ? left
							  : values[DELAY] + h->interval);
}

static void init_list(struct context *ctx, struct health_list *list)
{
	for (uint32_t i = 0; i < ctx->count; i++) {
		struct unit *u = ctx->units[i];

		u->unhealthy &= conf_is_set(u->section, CONF_SERVICE_HEALTH);
		if (!conf_is_set(u->section, CONF_SERVICE_HEALTH))
			continue;
		struct health *h = &list->items[list->count++];
		h->unit = u;
		h->index = i;
		probe_init(&h->probe, u, on_probed);
		ev_init(&h->timer, on_timer);
	}
}

void health_migrate(struct context *ctx, struct health_list *list, const int32_t *map)
{
	struct health_list *old = ctx->health;

	init_list(ctx, list);
	ctx->health = list;
	for (uint32_t i = 0; i < list->count; i++) {
		struct health *before = NULL, *h = &list->items[i];

		if (core_state(ctx->core, h->index) != SVC_READY)
			continue;
		if (map != NULL && map[h->index] >= 0)
			before = find_health(old, (uint32_t)map[h->index]);
		if (before != NULL)
			continue_health(h, before);
		else
			health_begin(h->unit);
	}
	for (uint32_t i = 0; old != NULL && i < old->count; i++)
		probe_cancel(&old->items[i].probe); /* ends the command of a probe */
	free_list(ctx, old);
}
