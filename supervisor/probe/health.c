/* supervisor/probe/health.c - does what is ready still work? Asked only while it is ready.
 *
 * First after health-delay and at most one interval (all services' spread over it), then an
 * interval after each answer. So many
 * failures in a row as health-retries says are one fact for the core. Services without
 * `health` cost nothing here. */
#include "supervisor/base/ratelimit.h"
#include "supervisor/probe/probe.h"
#include "supervisor/service.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#define LATE 100 /* msec: more than a turn of the loop takes */

struct health {
	struct unit *unit;
	struct probe probe;
	ev_timer timer;              /* the next question */
	msec interval, timeout, due; /* due: when that is */
	int64_t retries, failures;
	uint32_t index; /* of the service, when it was made */
	bool told;      /* that it is unhealthy */
	bool put_off;   /* its time was missed, it waits for the next */
};

static int compare(const void *key, const void *at)
{
	const uint32_t *index = key;
	const struct health *h = at;

	return *index < h->index ? -1 : *index > h->index;
}

static struct health *find(struct health *all, uint32_t count, uint32_t index)
{
	return count == 0 ? NULL : bsearch(&index, all, count, sizeof *all, compare);
}

static struct health *health_of(struct unit *u)
{
	return find(SUP(u->ctx)->healths, SUP(u->ctx)->health_count, u->index);
}

static void ask_after(struct health *h, msec wait)
{
	struct ev_loop *loop = h->unit->ctx->loop;

	ev_now_update(loop);
	h->due = clock_now() + wait;
	ev_timer_stop(loop, &h->timer);
	ev_timer_set(&h->timer, (double)wait / 1e3, 0.);
	ev_timer_start(loop, &h->timer);
}

/* Each keeps its own place in the interval, so they stay spread, however long one took or
 * PID 1 was stopped. */
msec health_next(msec due, msec interval, msec now)
{
	msec least = now + interval / 2, next = due + interval;

	if (next < least && interval > 0)
		next += (least - next + interval - 1) / interval * interval;
	return next;
}

static void ask_next(struct health *h)
{
	msec due = health_next(h->due, h->interval, clock_now());

	ask_after(h, due - clock_now());
	h->due = due;
}

/* PID 1 was stopped (SIGSTOP, the freezer), and so all are late: asked now they would all be
 * asked at once. On a busy machine only one is left out. */
static bool is_missed(const struct health *h)
{
	msec late = clock_now() - h->due;

	return !h->put_off && late > LATE && late > h->interval / 20;
}

static void on_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct health *h = container_of(w, struct health, timer);

	(void)loop;
	(void)revents;
	if (is_missed(h)) {
		h->put_off = true;
		ask_next(h);
		return;
	}
	h->put_off = false;
	probe_start(&h->probe, CONF_SERVICE_HEALTH, 0, h->timeout);
	context_pump(h->unit->ctx);
}

static void is_well(struct health *h)
{
	if (h->told)
		h->unit->ctx->host->report(REPORT_EVENT, "%s: healthy again",
					   unit_name(h->unit));
	h->told = false;
	h->unit->unhealthy = false;
	h->failures = 0;
}

static void is_ill(struct health *h, const char *text)
{
	struct unit *u = h->unit;

	if (++h->failures < h->retries || h->told)
		return;
	h->told = true;
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

/* That the machine has no room for a check says nothing of the service. */
static void not_asked(struct health *h, const char *text)
{
	static msec told;

	if (ratelimit_allows(&told))
		h->unit->ctx->host
			->report(REPORT_WARNING,
				 "%s: its health cannot be checked now: %s; that counts "
				 "neither as healthy nor as unhealthy",
				 unit_name(h->unit), text);
}

static void on_answer(struct probe *probe, bool good, const char *text)
{
	struct health *h = container_of(probe, struct health, probe);

	ask_next(h);
	if (good)
		is_well(h);
	else if (probe->helper.no_room)
		not_asked(h, text);
	else
		is_ill(h, text); /* may end the asking */
}

static int read_keys(struct unit *u, int64_t values[4])
{
	static const enum conf_key keys[4] = { CONF_SERVICE_HEALTH_INTERVAL,
					       CONF_SERVICE_HEALTH_TIMEOUT,
					       CONF_SERVICE_HEALTH_RETRIES,
					       CONF_SERVICE_HEALTH_DELAY };
	char why[HELPER_TEXT] = "";
	struct conf_value v;
	struct env env;
	bool dynamic = false;
	int r = 0;

	for (size_t i = 0; i < 4; i++)
		dynamic |= conf_is_dynamic(u->section, keys[i]);
	if (dynamic) {
		u->ctx->scratch.used = 0;
		r = environment_fill(u, &env, &TEXT(why));
	}
	for (size_t i = 0; i < 4 && r == 0; i++) {
		if (dynamic && (r = unit_value(u, &env, keys[i], &v, &TEXT(why))) == 0)
			values[i] = v.number;
		else if (!dynamic)
			values[i] = conf_number(u->section, keys[i]);
	}
	if (r < 0)
		u->ctx->host->report(REPORT_ERROR, "%s: its health is not looked at: %s",
				     unit_name(u), why);
	return r;
}

/* `health = none` may stand against one of [defaults], or come of a variable. */
static bool is_none(struct unit *u)
{
	return !conf_is_dynamic(u->section, CONF_SERVICE_HEALTH) &&
	       conf_number(u->section, CONF_SERVICE_HEALTH) == 0;
}

static void set_keys(struct health *h, const int64_t values[4])
{
	h->interval = values[0];
	h->timeout = values[1];
	h->retries = values[2];
}

/* Many that are ready at once are not asked at once, now and ever after. */
static msec first_pause(const struct health *h)
{
	const struct context *ctx = h->unit->ctx;

	return health_spread(h->interval, (uint32_t)(h - SUP(ctx)->healths),
			     SUP(ctx)->health_count);
}

msec health_spread(msec interval, uint32_t at, uint32_t count)
{
	return interval - interval * at / count;
}

void health_begin(struct unit *u)
{
	struct health *h = health_of(u);
	int64_t values[4];

	if (h == NULL || is_none(u) || read_keys(u, values) < 0)
		return;
	set_keys(h, values);
	h->failures = 0;
	h->told = false;
	ask_after(h, values[3] + first_pause(h));
}

void health_end(struct unit *u)
{
	struct health *h = health_of(u);

	if (h == NULL)
		return;
	ev_timer_stop(u->ctx->loop, &h->timer);
	probe_cancel(&h->probe);
}

static void free_all(struct context *ctx, struct health *all, uint32_t count)
{
	for (uint32_t i = 0; all != NULL && i < count; i++) {
		ev_timer_stop(ctx->loop, &all[i].timer);
		probe_detach(&all[i].probe);
	}
	free(all);
}

void health_free(struct context *ctx)
{
	free_all(ctx, SUP(ctx)->healths, SUP(ctx)->health_count);
	SUP(ctx)->healths = NULL;
	SUP(ctx)->health_count = 0;
}

int health_alloc(const struct conf *conf, struct health **ret_room)
{
	uint32_t count = sections_count(conf), used = 0;
	struct health *room;

	for (uint32_t i = 0; i < count; i++)
		used += conf_is_set(section_at(conf, i), CONF_SERVICE_HEALTH);
	room = calloc(used + 1, sizeof *room);
	if (room == NULL)
		return -ENOMEM;
	*ret_room = room;
	return 0;
}

/* With its keys as they are now. What was asked is asked again; the next question comes
 * when it would have come, but not later than a new interval allows. */
static void go_on(struct health *h, struct health *old)
{
	struct unit *u = h->unit;
	struct ev_loop *loop = u->ctx->loop;
	msec left = (msec)(ev_timer_remaining(loop, &old->timer) * 1e3);
	int64_t values[4];

	if (is_none(u) || read_keys(u, values) < 0)
		return;
	set_keys(h, values);
	h->failures = old->failures;
	h->told = old->told;
	if (!ev_is_active(&old->timer)) /* an answer is awaited, or it had none before */
		left = old->interval > 0 ? 0 : values[3] + h->interval;
	ask_after(h, left < values[3] + h->interval ? left : values[3] + h->interval);
}

void health_migrate(struct context *ctx, struct health *room, const int32_t *map)
{
	struct health *old = SUP(ctx)->healths;
	uint32_t old_count = SUP(ctx)->health_count, used = 0;

	for (uint32_t i = 0; i < ctx->count; i++) {
		struct unit *u = ctx->units[i];

		u->unhealthy &= conf_is_set(u->section, CONF_SERVICE_HEALTH);
		if (!conf_is_set(u->section, CONF_SERVICE_HEALTH))
			continue;
		struct health *h = &room[used++];
		h->unit = u;
		h->index = i;
		probe_init(&h->probe, u, on_answer);
		ev_init(&h->timer, on_timer);
	}
	SUP(ctx)->healths = room;
	SUP(ctx)->health_count = used;
	for (uint32_t i = 0; i < used; i++) {
		struct unit *u = room[i].unit;
		struct health *was = NULL;

		if (core_state(ctx->core, room[i].index) != SVC_READY)
			continue;
		if (map != NULL && map[room[i].index] >= 0)
			was = find(old, old_count, (uint32_t)map[room[i].index]);
		if (was != NULL)
			go_on(&room[i], was);
		else
			health_begin(u);
	}
	for (uint32_t i = 0; i < old_count; i++)
		probe_cancel(&old[i].probe); /* its command does not run on */
	free_all(ctx, old, old_count);
}
