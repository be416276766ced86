/* supervisor/probe/wait_for.c - waits before a start, as start-delay and wait-for
 * require. */
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

#define FIRST_PAUSE       50 /* msec */
#define PAUSE_MAX         SECONDS(1)
#define PROBE_TIMEOUT_MAX SECONDS(5)
#define PROBE_TIMEOUT_MIN 200 /* msec: with less, the last probe would often time out */
#define FIRST_REPORT      SECONDS(5)

enum wait_phase { WAIT_NONE, WAIT_DELAY, WAIT_PROBES };

struct wait_for {
	struct unit *unit;
	struct probe probe;
	ev_timer timer;      /* timer of the delay, or of the next probe */
	msec started, limit; /* when wait-for began; wait-timeout, 0: none */
	msec pause;          /* pause before the next probe */
	uint16_t index;      /* index of the probe in the list of wait-for */
	uint8_t phase;       /* enum wait_phase */
	msec report_at;      /* the wait is reported when it has lasted this long */
};

static struct wait_for *wait_for_of(const struct unit *u)
{
	const struct generation *g = u->generation;

	return unit_find(u, g->waits, g->wait_count, sizeof *g->waits);
}

static void stop_waiting(struct wait_for *state)
{
	ev_timer_stop(state->unit->ctx->loop, &state->timer);
	probe_cancel(&state->probe);
	state->phase = WAIT_NONE;
}

void wait_for_cancel(struct unit *u)
{
	struct wait_for *state = wait_for_of(u);

	if (state != NULL)
		stop_waiting(state);
}

static void set_timer(struct wait_for *state, msec wait)
{
	timer_arm(state->unit->ctx->loop, &state->timer, (double)wait / 1e3);
}

static void finish_waiting(struct wait_for *state)
{
	struct unit *u = state->unit;

	stop_waiting(state);
	core_prepared(u->ctx->core, u->index, clock_now());
	context_pump(u->ctx);
}

static void fail_waiting(struct wait_for *state, const char *why)
{
	struct unit *u = state->unit;

	stop_waiting(state);
	u->ctx->events->start_failed(u, CTINIT_EXIT_SETUP, why);
	context_pump(u->ctx);
}

/* ---- wait-for ---- */

static struct probe_entry entry_of(uint32_t index)
{
	return (struct probe_entry){ CONF_SERVICE_WAIT_FOR, index };
}

/* Formats the probe with its variables expanded: "tcp:db:5432", or "" if that fails. */
static const char *probe_word(struct wait_for *state, char text[HELPER_TEXT])
{
	struct probe_target target;
	char why[HELPER_TEXT];

	text[0] = '\0';
	if (probe_target_find(state->unit, NULL, entry_of(state->index), &target,
			      &TEXT(why)) == 0) {
		snprintf(text, HELPER_TEXT, "%.200s", target.word);
		escape_controls(text);
	}
	return text;
}

void wait_for_describe(struct unit *u, char text[WAIT_FOR_TEXT])
{
	struct wait_for *state = wait_for_of(u);
	char word[HELPER_TEXT];

	text[0] = '\0';
	if (state != NULL && state->phase == WAIT_DELAY)
		snprintf(text, WAIT_FOR_TEXT, "start-delay");
	else if (state != NULL && state->phase == WAIT_PROBES)
		snprintf(text, WAIT_FOR_TEXT, "%s", probe_word(state, word));
}

static void probe_now(struct wait_for *state)
{
	msec timeout = PROBE_TIMEOUT_MAX,
	     left = state->started + state->limit - clock_now();

	if (state->limit > 0 && left < timeout)
		timeout = left > PROBE_TIMEOUT_MIN ? left : PROBE_TIMEOUT_MIN;
	probe_start(&state->probe, entry_of(state->index), timeout);
}

static void begin_probes(struct wait_for *state)
{
	state->phase = WAIT_PROBES;
	state->started = clock_now();
	state->pause = FIRST_PAUSE;
	state->index = 0;
	state->report_at = FIRST_REPORT;
	probe_now(state);
}

static bool is_last_probe(struct wait_for *state)
{
	struct probe_target target;
	char why[HELPER_TEXT];

	return probe_target_find(state->unit, NULL, entry_of(state->index + 1u), &target,
				 &TEXT(why)) == 1;
}

static void probe_passed(struct wait_for *state)
{
	if (state->probe.has_no_target || is_last_probe(state)) {
		finish_waiting(state);
		return;
	}
	state->index++;
	state->pause = FIRST_PAUSE;
	set_timer(state, 0); /* a direct call would nest for each probe of a long list */
}

static void report_waiting(struct wait_for *state, msec waited, const char *text)
{
	char word[HELPER_TEXT];

	while (state->report_at <= waited)
		state->report_at *= 2;
	state->unit->ctx->host->report(REPORT_EVENT,
				       "%s: waiting for %s (%" PRId64 " s): %s",
				       unit_name(state->unit), probe_word(state, word),
				       waited / 1000, probe_reason(text));
}

static void probe_failed(struct wait_for *state, const char *text)
{
	msec waited = clock_now() - state->started, left = state->limit - waited;
	char word[HELPER_TEXT], why[2 * HELPER_TEXT], time[32];

	if (state->limit > 0 && left <= 0) {
		snprintf(why, sizeof why, "waited %s for %s: %s",
			 format_duration(waited, time), probe_word(state, word),
			 probe_reason(text));
		fail_waiting(state, why);
		return;
	}
	if (waited >= state->report_at)
		report_waiting(state, waited, text);
	set_timer(state, state->limit > 0 && left < state->pause ? left : state->pause);
	state->pause = state->pause * 2 > PAUSE_MAX ? PAUSE_MAX : state->pause * 2;
}

static void on_probed(struct probe *probe, bool passed, const char *text)
{
	struct wait_for *state = container_of(probe, struct wait_for, probe);

	if (passed)
		probe_passed(state);
	else
		probe_failed(state, text);
}

/* ---- phases ---- */

static void next_phase(struct wait_for *state, msec delay)
{
	if (state->phase == WAIT_NONE && delay > 0) {
		state->phase = WAIT_DELAY;
		set_timer(state, delay);
	} else if (conf_is_set(state->unit->section, CONF_SERVICE_WAIT_FOR)) {
		begin_probes(state);
	} else {
		finish_waiting(state);
	}
}

static void on_timer(struct ev_loop *loop, ev_timer *timer, int revents)
{
	struct wait_for *state = container_of(timer, struct wait_for, timer);

	(void)loop;
	(void)revents;
	if (state->phase == WAIT_PROBES)
		probe_now(state);
	else
		next_phase(state, 0);
	context_pump(state->unit->ctx);
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

static void begin_waiting(struct wait_for *state)
{
	char why[HELPER_TEXT];
	msec delay;

	if (read_keys(state->unit, &delay, &state->limit, &TEXT(why)) < 0)
		fail_waiting(state, why);
	else
		next_phase(state, delay);
}

static void on_env_read(void *context, bool good, const char *text)
{
	struct wait_for *state = context;

	if (good)
		begin_waiting(state);
	else
		fail_waiting(state, text);
}

void wait_for_begin(struct unit *u)
{
	struct wait_for *state = wait_for_of(u);
	char why[HELPER_TEXT];

	if (state == NULL) { /* the unit has only conditions, and they are true */
		core_prepared(u->ctx->core, u->index, clock_now());
		return;
	}
	stop_waiting(state);
	if (!has_dynamic_keys(u) || !env_cache_is_stale(u))
		begin_waiting(state);
	else if (env_cache_read(u, on_env_read, state, &TEXT(why)) < 0)
		fail_waiting(state, why);
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
		struct wait_for *state = &g->waits[g->wait_count++];
		state->unit = u;
		probe_init(&state->probe, u, on_probed);
		ev_init(&state->timer, on_timer);
	}
	return 0;
}

void wait_for_detach(struct unit *u)
{
	struct wait_for *state = wait_for_of(u);

	if (state == NULL)
		return;
	ev_timer_stop(u->ctx->loop, &state->timer);
	probe_detach(&state->probe);
}
