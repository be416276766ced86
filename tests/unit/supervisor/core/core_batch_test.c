/* tests/unit/supervisor/core/core_batch_test.c - gives the core several facts before it
 * takes any order, as when many processes exit in one turn of the loop.
 *
 * The counters must stay correct, and no service may start early or be forgotten. tests/sim
 * takes all orders after each fact; this test checks the state after the last order. It
 * compares the counters with those of a migrated core. */
#include "supervisor/core/state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#define UNITS_MAX 14

struct world {
	struct core *core;
	struct core_config config;
	struct policy policies[UNITS_MAX];
	const struct policy *pointers[UNITS_MAX];
	struct core_edge edges[UNITS_MAX * 3];
	bool runs[UNITS_MAX], armed[UNITS_MAX], prepares[UNITS_MAX], finished;
	uint64_t seed;
	msec now;
};

static uint32_t dice(struct world *w, uint32_t sides)
{
	w->seed = w->seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(w->seed >> 33) % sides;
}

static void make(struct world *w, uint64_t seed)
{
	memset(w, 0, sizeof *w);
	w->seed = seed;
	w->config = (struct core_config){ .count = 2 + dice(w, UNITS_MAX - 2),
					  .policies = w->pointers,
					  .edges = w->edges,
					  .shutdown_timeout = -1,
					  .max_parallel = dice(w, 3) };
	for (uint32_t i = 0; i < w->config.count; i++) {
		w->pointers[i] = &w->policies[i];
		w->policies[i] = (struct policy){ .restart = (enum conf_restart)dice(w, 3),
						  .start_when_failed = -1,
						  .task = dice(w, 5) == 0,
						  .prepare = dice(w, 4) == 0,
						  .restart_with_need = dice(w, 4) == 0,
						  .limit = dice(w, 4),
						  .delay = 100,
						  .max_delay = 100,
						  .reset = 500,
						  .success.exits = { 1 },
						  .stop_waits = { 100 },
						  .stop_count = 1 };
	}
	for (uint32_t k = dice(w, w->config.count * 2); k > 0; k--) {
		uint32_t to = 1 + dice(w, w->config.count - 1);

		w->edges[w->config.edge_count++] =
			(struct core_edge){ dice(w, to), to,
					    (enum core_edge_kind)dice(w, 3) };
	}
	w->core = core_new(&w->config, seed);
	for (uint32_t i = 0; i < w->config.count; i++)
		core_want(w->core, i, 0);
	core_started(w->core);
}

static void spawned(struct world *w, uint32_t i)
{
	assert_false(w->runs[i] || core_shutting_down(w->core));
	for (size_t e = 0; e < w->config.edge_count; e++) {
		const struct core_unit *need = &w->core->units[w->edges[e].from];

		if (w->edges[e].to == i && w->edges[e].kind == EDGE_NEED)
			assert_false(core_flags_of(need).missing);
	}
	w->runs[i] = true;
}

static void drain(struct world *w)
{
	struct core_order o;

	while (core_next(w->core, w->now, &o)) {
		if (o.kind == ORDER_SPAWN)
			spawned(w, o.service);
		if (o.kind == ORDER_PREPARE || o.kind == ORDER_CANCEL_PREPARE)
			w->prepares[o.service] = o.kind == ORDER_PREPARE;
		if (o.kind == ORDER_ARM_TIMER || o.kind == ORDER_CANCEL_TIMER)
			w->armed[o.service] = o.kind == ORDER_ARM_TIMER;
		w->finished |= o.kind == ORDER_FINISHED;
	}
}

static void fact(struct world *w, bool first)
{
	uint32_t i = dice(w, w->config.count), what = dice(w, 12);
	struct exit_status end = { EXIT_BY_CODE, (int)dice(w, 2) };

	if (what < 4 && w->runs[i]) {
		w->runs[i] = false;
		core_exited(w->core, i, end, w->now);
	} else if (what < 7 && w->runs[i] && !w->policies[i].task) {
		core_ready(w->core, i, w->now);
	} else if (what == 7 && w->prepares[i]) {
		w->prepares[i] = false;
		core_prepared(w->core, i, w->now);
	} else if (what == 8) {
		core_want(w->core, i, w->now);
	} else if (what == 9 && dice(w, 3) == 0) {
		core_stop(w->core, i, w->now);
	} else if (what == 10) {
		core_unhealthy(w->core, i, w->now);
	} else if (first && w->armed[i]) {
		/* In a turn of the loop, timers come before all other facts. */
		w->armed[i] = false;
		core_timeout(w->core, i, w->now);
	}
}

static void at_rest(struct world *w)
{
	static int32_t same[UNITS_MAX];
	struct core *copy;
	uint32_t bug;
	enum svc_event on;

	for (int32_t i = 0; i < UNITS_MAX; i++)
		same[i] = i;
	assert_false(core_bug(w->core, &bug, &on));
	copy = core_migrate(w->core, &w->config, same);
	core_migrate_back(copy, w->core); /* forgets the state of the earlier migration */
	assert_int_equal(copy->active, w->core->active);
	assert_int_equal(copy->processes, w->core->processes);
	assert_int_equal(copy->starting, w->core->starting);
	assert_int_equal(copy->stopped_by_hand, w->core->stopped_by_hand);
	for (uint32_t i = 0; i < w->config.count; i++) {
		const struct core_unit *is = &w->core->units[i], *want = &copy->units[i];

		assert_int_equal(is->missing_needs, want->missing_needs);
		assert_int_equal(is->failed_needs, want->failed_needs);
		assert_int_equal(is->skipped_needs, want->skipped_needs);
		assert_int_equal(is->pending_wants, want->pending_wants);
		assert_int_equal(is->stopping_after, want->stopping_after);
		assert_int_equal(svc_has_process(is->state), w->runs[i]);
		if (is->state == SVC_WAITING && is->prepare != PREPARE_RUNNING &&
		    is->missing_needs == 0 && is->pending_wants == 0)
			assert_true(w->core->starting >= w->config.max_parallel &&
				    w->config.max_parallel > 0 && !is->policy->task);
		if (is->stop_reason != STOP_NONE && is->stopping_after == 0)
			assert_true(is->state == SVC_STOPPING || is->state == SVC_KILLING);
	}
	core_free(copy);
}

static void batches(void **state)
{
	static struct world w;

	(void)state;
	for (uint64_t seed = 1; seed <= 1500; seed++) {
		make(&w, seed);
		drain(&w);
		for (int turn = 0; turn < 80 && !w.finished; turn++) {
			w.now += dice(&w, 300);
			for (uint32_t n = 0, most = 1 + dice(&w, 6); n < most; n++)
				fact(&w, n == 0);
			drain(&w);
			at_rest(&w);
		}
		core_shutdown(w.core, 0, w.now);
		for (int turn = 0; turn < 20000 && !w.finished; turn++) {
			drain(&w);
			fact(&w, true);
		}
		assert_true(w.finished);
		core_free(w.core);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(batches) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
