/* supervisor/probe/wait_for.c - what a service waits for before its process is started.
 *
 * start-delay, then each question of wait-for until the answer is yes: again in pauses
 * from 50 ms, doubling to 1 s. Answers ORDER_PREPARE with core_prepared(), or with a
 * failed start when wait-timeout is over; ORDER_CANCEL_PREPARE ends it without an answer. */
#include "supervisor/env/cache.h"
#include "supervisor/probe/probe.h"

#include "conf/base/exits.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_PAUSE 50
#define LAST_PAUSE  SECONDS(1)
#define ASK_MAX     SECONDS(5)
#define ASK_LEAST   200 /* also at the end: else that answer is always "no end" */
#define TELL_AFTER  SECONDS(5)

enum wait_stage { WAIT_NOTHING, WAIT_DELAY, WAIT_ANSWERS };

struct wait {
	struct unit *unit;
	struct probe probe;
	ev_timer timer;    /* the delay's end; the next question */
	msec begun, limit; /* of wait-for; limit 0: for ever */
	msec pause;
	uint16_t at; /* which question */
	uint8_t stage;
	msec tell_at; /* waited so long: the next line about it */
};

static int compare(const void *key, const void *at)
{
	const struct unit *u = key;
	const struct wait *w = at;

	return u < w->unit ? -1 : u > w->unit;
}

static struct wait *wait_of(struct unit *u)
{
	const struct generation *e = u->generation;

	return e->wait_count == 0
		       ? NULL
		       : bsearch(u, e->waits, e->wait_count, sizeof *e->waits, compare);
}

static void stop(struct wait *w)
{
	ev_timer_stop(w->unit->ctx->loop, &w->timer);
	probe_cancel(&w->probe);
	w->stage = WAIT_NOTHING;
}

void wait_for_cancel(struct unit *u)
{
	struct wait *w = wait_of(u);

	if (w != NULL)
		stop(w);
}

static void go_on_after(struct wait *w, msec wait)
{
	struct ev_loop *loop = w->unit->ctx->loop;

	ev_now_update(loop);
	ev_timer_stop(loop, &w->timer);
	ev_timer_set(&w->timer, (double)wait / 1e3, 0.);
	ev_timer_start(loop, &w->timer);
}

static void prepared(struct wait *w)
{
	struct unit *u = w->unit;

	stop(w);
	core_prepared(u->ctx->core, u->index, clock_now());
	context_pump(u->ctx);
}

static void failed(struct wait *w, const char *why)
{
	stop(w);
	w->unit->ctx->events->start_failed(w->unit, CTINIT_EXIT_SETUP, why);
	context_pump(w->unit->ctx);
}

/* ---- wait-for ---- */

/* As it was written: "tcp:db:5432". */
static const char *question(struct wait *w, char text[HELPER_TEXT])
{
	struct probe_target target;
	char why[HELPER_TEXT];

	text[0] = '\0';
	if (probe_target(w->unit, NULL, CONF_SERVICE_WAIT_FOR, w->at, &target,
			 &TEXT(why)) == 0) {
		snprintf(text, HELPER_TEXT, "%.200s", target.word);
		for (char *c = text; *c != '\0'; c++)
			*c = (unsigned char)*c < ' ' || *c == 127 ? '?' : *c;
	}
	return text;
}

void wait_for_describe(struct unit *u, char text[TELL_CAUSE])
{
	struct wait *w = wait_of(u);
	char asked[HELPER_TEXT];

	text[0] = '\0';
	if (w != NULL && w->stage == WAIT_DELAY)
		snprintf(text, TELL_CAUSE, "start-delay");
	else if (w != NULL && w->stage == WAIT_ANSWERS)
		snprintf(text, TELL_CAUSE, "%s", question(w, asked));
}

static void ask_now(struct wait *w)
{
	msec most = ASK_MAX, left = w->begun + w->limit - clock_now();

	if (w->limit > 0 && left < most)
		most = left > ASK_LEAST ? left : ASK_LEAST;
	probe_start(&w->probe, CONF_SERVICE_WAIT_FOR, w->at, most);
}

static void begin_answers(struct wait *w)
{
	w->stage = WAIT_ANSWERS;
	w->begun = clock_now();
	w->pause = FIRST_PAUSE;
	w->at = 0;
	w->tell_at = TELL_AFTER;
	ask_now(w);
}

/* The first question whose number is not there is the end of the list. */
static bool is_last(struct wait *w)
{
	struct probe_target target;
	char why[HELPER_TEXT];

	return probe_target(w->unit, NULL, CONF_SERVICE_WAIT_FOR, w->at + 1u, &target,
			    &TEXT(why)) == -ENOENT;
}

static void on_yes(struct wait *w)
{
	if (is_last(w)) {
		prepared(w);
		return;
	}
	w->at++;
	w->pause = FIRST_PAUSE;
	go_on_after(w, 0); /* not from in here: a long list would nest */
}

static void on_no(struct wait *w, const char *text)
{
	msec waited = clock_now() - w->begun, left = w->limit - waited;
	char asked[HELPER_TEXT], why[2 * HELPER_TEXT], time[32];

	if (w->limit > 0 && left <= 0) {
		snprintf(why, sizeof why, "waited %s for %s: %s",
			 format_duration(waited, time), question(w, asked), text);
		failed(w, why);
		return;
	}
	if (waited >= w->tell_at) {
		while (w->tell_at <= waited)
			w->tell_at *= 2;
		w->unit->ctx->host->report(REPORT_EVENT,
					   "%s: waiting for %s (%" PRId64 " s): %s",
					   unit_name(w->unit), question(w, asked),
					   waited / 1000, probe_reason(text));
	}
	go_on_after(w, w->limit > 0 && left < w->pause ? left : w->pause);
	w->pause = w->pause * 2 > LAST_PAUSE ? LAST_PAUSE : w->pause * 2;
}

static void on_answer(struct probe *probe, bool good, const char *text)
{
	struct wait *w = container_of(probe, struct wait, probe);

	if (good)
		on_yes(w);
	else
		on_no(w, text);
}

/* ---- the sequence ---- */

/* What comes after `stage`. */
static void next_stage(struct wait *w, msec delay)
{
	if (w->stage == WAIT_NOTHING && delay > 0) {
		w->stage = WAIT_DELAY;
		go_on_after(w, delay);
	} else if (conf_is_set(w->unit->section, CONF_SERVICE_WAIT_FOR)) {
		begin_answers(w);
	} else {
		prepared(w);
	}
}

static void on_timer(struct ev_loop *loop, ev_timer *timer, int revents)
{
	struct wait *w = container_of(timer, struct wait, timer);

	(void)loop;
	(void)revents;
	if (w->stage == WAIT_ANSWERS)
		ask_now(w);
	else
		next_stage(w, 0);
	context_pump(w->unit->ctx);
}

static bool is_dynamic(const struct unit *u)
{
	return conf_is_dynamic(u->section, CONF_SERVICE_START_DELAY) ||
	       conf_is_dynamic(u->section, CONF_SERVICE_WAIT_TIMEOUT);
}

static int read_keys(struct unit *u, msec *ret_delay, msec *ret_limit, struct text *err)
{
	struct conf_value delay, limit;
	struct env env;
	int r;

	*ret_delay = conf_number(u->section, CONF_SERVICE_START_DELAY);
	*ret_limit = conf_number(u->section, CONF_SERVICE_WAIT_TIMEOUT);
	if (!is_dynamic(u))
		return 0;
	text_clear(err);
	u->ctx->scratch.used = 0;
	if ((r = environment_fill(u, &env, err)) < 0 ||
	    (r = unit_value(u, &env, CONF_SERVICE_START_DELAY, &delay, err)) < 0 ||
	    (r = unit_value(u, &env, CONF_SERVICE_WAIT_TIMEOUT, &limit, err)) < 0)
		return r;
	*ret_delay = delay.number;
	*ret_limit = limit.number;
	return 0;
}

static void begin(struct wait *w)
{
	char why[HELPER_TEXT];
	msec delay;

	if (read_keys(w->unit, &delay, &w->limit, &TEXT(why)) < 0)
		failed(w, why);
	else
		next_stage(w, delay);
}

static void on_files(void *context, bool good, const char *text)
{
	struct wait *w = context;

	if (good)
		begin(w);
	else
		failed(w, text);
}

void wait_for_begin(struct unit *u)
{
	struct wait *w = wait_of(u);
	char why[HELPER_TEXT];

	if (w == NULL) { /* only conditions, and they hold */
		core_prepared(u->ctx->core, u->index, clock_now());
		return;
	}
	stop(w);
	if (!is_dynamic(u) || !env_cache_is_stale(u))
		begin(w);
	else if (env_cache_read(u, on_files, w, &TEXT(why)) < 0)
		failed(w, why);
}

bool wait_for_is_set(const struct conf_section *section)
{
	return conf_is_set(section, CONF_SERVICE_WAIT_FOR) ||
	       conf_is_set(section, CONF_SERVICE_START_DELAY);
}

int wait_for_new_all(struct generation *e)
{
	uint32_t used = 0;

	for (uint32_t i = 0; i < e->count; i++)
		used += wait_for_is_set(generation_unit(e, i)->section);
	if (!GENERATION_ALLOC(e->waits, used))
		return -ENOMEM;
	e->wait_count = used;
	used = 0;
	for (uint32_t i = 0; i < e->count; i++) {
		struct unit *u = generation_unit(e, i);

		if (!wait_for_is_set(u->section))
			continue;
		struct wait *w = &e->waits[used++];
		w->unit = u;
		probe_init(&w->probe, u, on_answer);
		ev_init(&w->timer, on_timer);
	}
	return 0;
}

void wait_for_detach(struct unit *u)
{
	struct wait *w = wait_of(u);

	if (w == NULL)
		return;
	ev_timer_stop(u->ctx->loop, &w->timer);
	probe_detach(&w->probe);
}
