/* tests/unit/supervisor/core/walk_test.c - random graphs, random facts, the rules held.
 *
 * A run is its seed. After each order: nothing starts before its needs are there, never
 * two processes, no signal without one, in the end nobody runs after one that it came
 * after; a shutdown ends. */
#include "supervisor/core/core.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* needs the four above */
#include <cmocka.h>

#define MOST 24

struct world {
	struct core *core;
	struct policy policies[MOST];
	struct core_edge edges[MOST * 4];
	size_t edge_count;
	uint32_t count;
	bool runs[MOST], dying[MOST], armed[MOST], succeeded[MOST];
	bool end_armed, finished, hurried;
	uint64_t seed;
	msec now;
};

static uint32_t dice(struct world *w, uint32_t sides)
{
	w->seed = w->seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(w->seed >> 33) % sides;
}

static void check_start(struct world *w, uint32_t i)
{
	assert_false(w->runs[i]);
	assert_false(core_ending(w->core));
	for (size_t e = 0; e < w->edge_count; e++) {
		enum svc_state s = core_state(w->core, w->edges[e].from);
		if (w->edges[e].to == i && w->edges[e].kind == EDGE_NEED &&
		    !w->succeeded[w->edges[e].from])
			assert_true(s == SVC_READY || s == SVC_DONE);
	}
}

static void check_stop(struct world *w, uint32_t i)
{
	if (!core_ending(w->core) || w->hurried || w->dying[i])
		return;
	for (size_t e = 0; e < w->edge_count; e++) {
		if (w->edges[e].from == i)
			assert_false(w->runs[w->edges[e].to]);
	}
}

static void drain(struct world *w)
{
	struct core_order o;
	uint32_t bug;
	enum svc_event on;

	while (core_next(w->core, w->now, &o)) {
		uint32_t i = o.service;
		switch (o.kind) {
		case ORDER_SPAWN:
			check_start(w, i);
			if (dice(w, 12) == 0) {
				core_died(w->core, i, (struct end){ END_NOT_STARTED, 125 },
					  w->now);
				break;
			}
			w->runs[i] = true;
			w->dying[i] = false;
			break;
		case ORDER_SIGNAL:
			assert_true(w->runs[i]);
			if (core_ending(w->core))
				check_stop(w, i);
			w->dying[i] = true;
			break;
		case ORDER_KILL:
			assert_true(w->runs[i]);
			w->dying[i] = true;
			break;
		case ORDER_ARM: w->armed[i] = true; break;
		case ORDER_CANCEL: w->armed[i] = false; break;
		case ORDER_ARM_END: w->end_armed = true; break;
		case ORDER_PREPARE:
		case ORDER_UNPREPARE:
		case ORDER_PRE_STOP: break;
		case ORDER_SAY:
			if (o.to == SVC_DONE && w->policies[i].task)
				w->succeeded[i] = true;
			break;
		case ORDER_FINISHED:
			for (uint32_t n = 0; n < w->count; n++)
				assert_false(w->runs[n]);
			w->finished = true;
		}
	}
	assert_false(core_bug(w->core, &bug, &on));
}

static void make(struct world *w, uint64_t seed)
{
	const struct policy *pointers[MOST];

	memset(w, 0, sizeof *w);
	w->seed = seed;
	w->count = 1 + dice(w, MOST);
	for (uint32_t i = 0; i < w->count; i++) {
		pointers[i] = &w->policies[i];
		w->policies[i] = (struct policy){ .restart = (enum conf_restart)dice(w, 3),
						  .start_when_failed = -1,
						  .task = dice(w, 4) == 0,
						  .main = dice(w, 30) == 0,
						  .shutdown_when_failed = dice(w, 8) == 0,
						  .limit = dice(w, 4),
						  .delay = dice(w, 300),
						  .max_delay = 1000,
						  .reset = 500,
						  .start_timeout = dice(w, 2) * 1000,
						  .success.exits = { 1 },
						  .stop_count = 1 + dice(w, 3) };
		for (uint32_t k = 0; k < 3; k++)
			w->policies[i].stop_waits[k] = 100;
	}
	for (uint32_t k = dice(w, w->count * 3); k > 0 && w->count > 1; k--) {
		uint32_t to = 1 + dice(w, w->count - 1);
		w->edges[w->edge_count++] =
			(struct core_edge){ dice(w, to), to, dice(w, 3) };
	}
	struct core_set set = { .count = w->count,
				.policies = pointers,
				.edges = w->edges,
				.edge_count = w->edge_count,
				.shutdown_timeout = -1 };
	w->core = core_new(&set, seed);
	assert_non_null(w->core);
}

static void fact(struct world *w)
{
	uint32_t i = dice(w, w->count);

	w->now += dice(w, 200);
	switch (dice(w, 8)) {
	case 0:
	case 1:
		if (w->runs[i] && (w->dying[i] || dice(w, 3) == 0)) {
			w->runs[i] = false;
			core_died(w->core, i,
				  (struct end){ dice(w, 2), (int)(dice(w, 2) * 15) },
				  w->now);
		}
		break;
	case 2:
	case 3:
		if (w->runs[i] && !w->policies[i].task)
			core_ready(w->core, i, w->now);
		break;
	case 4:
	case 5:
		if (w->armed[i]) {
			w->armed[i] = false;
			core_timeout(w->core, i, w->now);
		}
		break;
	case 6:
		if (dice(w, 3) == 0)
			core_stop(w->core, i, w->now);
		else if (dice(w, 2) == 0)
			core_want(w->core, i, w->now);
		break;
	case 7:
		if (dice(w, 60) == 0)
			core_shutdown(w->core, 0, w->now);
		else if (core_ending(w->core) && dice(w, 60) == 0) {
			w->hurried = true;
			core_hurry(w->core, w->now);
		}
	}
	drain(w);
}

static void walks(void **state)
{
	static struct world w;

	(void)state;
	for (uint64_t seed = 1; seed <= 2000; seed++) {
		make(&w, seed);
		for (uint32_t i = 0; i < w.count; i++) {
			if (dice(&w, 5) > 0)
				core_want(w.core, i, 0);
		}
		core_started(w.core);
		drain(&w);
		for (int step = 0; step < 400 && !w.finished; step++)
			fact(&w);
		core_shutdown(w.core, 0, w.now);
		drain(&w);
		for (int step = 0; step < 20000 && !w.finished; step++)
			fact(&w);
		if (!w.finished)
			print_message("seed %d does not end\n", (int)seed);
		assert_true(w.finished);
		core_free(w.core);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(walks) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
