/* supervisor/probe/wait_for.c - start-delay and wait-for: the wait before a start. */
#include "supervisor/probe/wait_for.h"

#include "conf/base/clock.h"
#include "conf/base/escape.h"
#include "conf/base/exits.h"
#include "supervisor/base/format.h"
#include "supervisor/base/timer.h"
#include "supervisor/env/cache.h"
#include "supervisor/env/environment.h"
#include "supervisor/probe/target.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_PAUSE       50
#define PAUSE_MAX         SECONDS(1)
#define PROBE_TIMEOUT_MAX SECONDS(5)
#define PROBE_TIMEOUT_MIN 200 /* with less, the last probe would always time out */
#define FIRST_REPORT      SECONDS(5)

enum wait_phase { WAIT_NONE, WAIT_DELAY, WAIT_PROBES };

struct wait_for {
	struct unit *unit;
	struct probe probe;
	ev_timer timer;      /* the end of the delay; the next probe */
	msec started, limit; /* of wait-for; limit 0: none */
	msec pause;
	uint16_t index; /* which probe of the list */
	uint8_t phase;  /* enum wait_phase */
	msec report_at; /* the next line about a wait that has lasted this long */
};

static struct wait_for *wait_for_of(const struct unit *u)
{
	const struct generation *g = u->generation;

	return unit_find(u, g->waits, g->wait_count, sizeof *g->waits);
}

static void stop_waiting(struct wait_for *w)
{
	ev_timer_stop(w->unit->ctx->loop, &w->timer);
	probe_cancel(&w->probe);
	w->phase = WAIT_NONE;
}

void wait_for_cancel(struct unit *u)
{
	struct wait_for *w = wait_for_of(u);

	if (w != NULL)
		stop_waiting(w);
}

static void set_timer(struct wait_for *w, msec wait)
{
	timer_arm(w->unit->ctx->loop, &w->timer, (double)wait / 1e3);
}

static void finish_waiting(struct wait_for *w)
{
	struct unit *u = w->unit;

	stop_waiting(w);
	core_prepared(u->ctx->core, u->index, clock_now());
	context_pump(u->ctx);
}

static void fail_waiting(struct wait_for *w, const char *why)
{
	struct unit *u = w->unit;

	stop_waiting(w);
	u->ctx->events->start_failed(u, CTINIT_EXIT_SETUP, why);
	context_pump(u->ctx);
}

/* ---- wait-for ---- */

static struct probe_entry entry_of(uint32_t index)
{
	return (struct probe_entry){ CONF_SERVICE_WAIT_FOR, index };
}

/* Writes the probe as it is written in the file: "tcp:db:5432". */
static const char *probe_word(struct wait_for *w, char text[HELPER_TEXT])
{
	struct probe_target target;
	char why[HELPER_TEXT];

	text[0] = '\0';
	if (probe_target_find(w->unit, NULL, entry_of(w->index), &target, &TEXT(why)) ==
	    0) {
		snprintf(text, HELPER_TEXT, "%.200s", target.word);
		escape_controls(text);
	}
	return text;
}

void wait_for_describe(struct unit *u, char text[WAIT_FOR_TEXT])
{
	struct wait_for *w = wait_for_of(u);
	char word[HELPER_TEXT];

	text[0] = '\0';
	if (w != NULL && w->phase == WAIT_DELAY)
		snprintf(text, WAIT_FOR_TEXT, "start-delay");
	else if (w != NULL && w->phase == WAIT_PROBES)
		snprintf(text, WAIT_FOR_TEXT, "%s", probe_word(w, word));
}

static void probe_now(struct wait_for *w)
{
	msec timeout = PROBE_TIMEOUT_MAX, left = w->started + w->limit - clock_now();

	if (w->limit > 0 && left < timeout)
		timeout = left > PROBE_TIMEOUT_MIN ? left : PROBE_TIMEOUT_MIN;
	probe_start(&w->probe, entry_of(w->index), timeout);
}

static void begin_probes(struct wait_for *w)
{
	w->phase = WAIT_PROBES;
	w->started = clock_now();
	w->pause = FIRST_PAUSE;
	w->index = 0;
	w->report_at = FIRST_REPORT;
	probe_now(w);
}

static bool is_last_probe(struct wait_for *w)
{
	struct probe_target target;
	char why[HELPER_TEXT];

	return probe_target_find(w->unit, NULL, entry_of(w->index + 1u), &target,
				 &TEXT(why)) == -ENOENT;
}

static void probe_passed(struct wait_for *w)
{
	if (is_last_probe(w)) {
		finish_waiting(w);
		return;
	}
	w->index++;
	w->pause = FIRST_PAUSE;
	set_timer(w, 0); /* a call would nest, once for each probe of a long list */
}

static void report_waiting(struct wait_for *w, msec waited, const char *text)
{
	char word[HELPER_TEXT];

	while (w->report_at <= waited)
		w->report_at *= 2;
	w->unit->ctx->host->report(REPORT_EVENT, "%s: waiting for %s (%" PRId64 " s): %s",
				   unit_name(w->unit), probe_word(w, word), waited / 1000,
				   probe_reason(text));
}

static void probe_failed(struct wait_for *w, const char *text)
{
	msec waited = clock_now() - w->started, left = w->limit - waited;
	char word[HELPER_TEXT], why[2 * HELPER_TEXT], time[32];

	if (w->limit > 0 && left <= 0) {
		snprintf(why, sizeof why, "waited %s for %s: %s",
			 format_duration(waited, time), probe_word(w, word), text);
		fail_waiting(w, why);
		return;
	}
	if (waited >= w->report_at)
		report_waiting(w, waited, text);
	set_timer(w, w->limit > 0 && left < w->pause ? left : w->pause);
	w->pause = w->pause * 2 > PAUSE_MAX ? PAUSE_MAX : w->pause * 2;
}

static void on_probed(struct probe *probe, bool passed, const char *text)
{
	struct wait_for *w = container_of(probe, struct wait_for, probe);

	if (passed)
		probe_passed(w);
	else
		probe_failed(w, text);
}

/* ---- the sequence ---- */

static void next_phase(struct wait_for *w, msec delay)
{
	if (w->phase == WAIT_NONE && delay > 0) {
		w->phase = WAIT_DELAY;
		set_timer(w, delay);
	} else if (conf_is_set(w->unit->section, CONF_SERVICE_WAIT_FOR)) {
		begin_probes(w);
	} else {
		finish_waiting(w);
	}
}

static void on_timer(struct ev_loop *loop, ev_timer *timer, int revents)
{
	struct wait_for *w = container_of(timer, struct wait_for, timer);

	(void)loop;
	(void)revents;
	if (w->phase == WAIT_PROBES)
		probe_now(w);
	else
		next_phase(w, 0);
	context_pump(w->unit->ctx);
}

static bool has_dynamic_keys(const struct unit *u)
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
	if (!has_dynamic_keys(u))
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

static void begin_waiting(struct wait_for *w)
{
	char why[HELPER_TEXT];
	msec delay;

	if (read_keys(w->unit, &delay, &w->limit, &TEXT(why)) < 0)
		fail_waiting(w, why);
	else
		next_phase(w, delay);
}

static void on_env_read(void *context, bool good, const char *text)
{
	struct wait_for *w = context;

	if (good)
		begin_waiting(w);
	else
		fail_waiting(w, text);
}

void wait_for_begin(struct unit *u)
{
	struct wait_for *w = wait_for_of(u);
	char why[HELPER_TEXT];

	if (w == NULL) { /* the unit only has conditions, and they hold */
		core_prepared(u->ctx->core, u->index, clock_now());
		return;
	}
	stop_waiting(w);
	if (!has_dynamic_keys(u) || !env_cache_is_stale(u))
		begin_waiting(w);
	else if (env_cache_read(u, on_env_read, w, &TEXT(why)) < 0)
		fail_waiting(w, why);
}

/* ---- setup ---- */

bool wait_for_is_set(const struct conf_section *section)
{
	return conf_is_set(section, CONF_SERVICE_WAIT_FOR) ||
	       conf_is_set(section, CONF_SERVICE_START_DELAY);
}

int wait_for_new_all(struct generation *g)
{
	uint32_t used = 0;

	for (uint32_t i = 0; i < g->count; i++)
		used += wait_for_is_set(generation_unit(g, i)->section);
	if (!GENERATION_ALLOC(g->waits, used))
		return -ENOMEM;
	for (uint32_t i = 0; i < g->count; i++) {
		struct unit *u = generation_unit(g, i);

		if (!wait_for_is_set(u->section))
			continue;
		struct wait_for *w = &g->waits[g->wait_count++];
		w->unit = u;
		probe_init(&w->probe, u, on_probed);
		ev_init(&w->timer, on_timer);
	}
	return 0;
}

void wait_for_detach(struct unit *u)
{
	struct wait_for *w = wait_for_of(u);

	if (w == NULL)
		return;
	ev_timer_stop(u->ctx->loop, &w->timer);
	probe_detach(&w->probe);
}
