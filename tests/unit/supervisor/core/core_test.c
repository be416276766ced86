/* tests/unit/supervisor/core/core_test.c - the time of the end, who starts first, a
 * reload: single cases; tests/sim plays the rest. */
#include "supervisor/core/core.h"

#include "conf/base/base.h"
#include "tests/unit/supervisor/core/core_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* needs the ones above */
#include <cmocka.h>

/* ---- the time of the end ---- */

static msec time_of_the_end(const struct core_config *set)
{
	struct core *core = core_new(set, 1);

	core_want(core, 0, 0);
	drain(core, 0);
	core_shutdown(core, 0, 0);
	drain(core, 0);
	core_free(core);
	return end_wait;
}

static void longest_chain(void **state)
{
	/* 0 -> 1 -> 2 and 0 -> 3: the longest is 0 1 2 */
	static const struct core_edge edges[] = { { 0, 1, EDGE_NEED },
						  { 1, 2, EDGE_ORDER },
						  { 0, 3, EDGE_WANT } };
	struct core_config set = set_of(4, edges, 3);

	(void)state;
	assert_int_equal(time_of_the_end(&set), SECONDS(9)); /* at least */
	policies[1].stop_count = 2;
	policies[2].stop_waits[0] = 3000;
	policies[3].stop_waits[0] = 10000;
	assert_int_equal(time_of_the_end(&set), 500 + 7500 + 3000 + 500);
	policies[2].pre_stop_timeout = 1000;
	assert_int_equal(time_of_the_end(&set), 500 + 7500 + 3000 + 500);
	policies[2].pre_stop = true;
	assert_int_equal(time_of_the_end(&set), 500 + 7500 + 4000 + 500);
	set.shutdown_timeout = 0;
	assert_int_equal(time_of_the_end(&set), 0);
	set.shutdown_timeout = 123;
	assert_int_equal(time_of_the_end(&set), 123);
}

static void drained(void **state)
{
	struct core_config set = set_of(1, NULL, 0);
	struct core *core;

	(void)state;
	set.drain = 4000;
	core = core_new(&set, 1);
	core_want(core, 0, 0);
	drain(core, 0);
	core_ready(core, 0, 0);
	core_shutdown(core, 7, 1000);
	drain(core, 1000);
	assert_int_equal(end_wait, 4000);
	assert_true(core_draining(core));
	assert_int_equal(core_state(core, 0), SVC_READY);
	assert_false(core_shutdown_deadline(core, 5000));
	drain(core, 5000);
	assert_int_equal(end_wait, SECONDS(5)); /* 9 s from the request */
	assert_int_equal(core_state(core, 0), SVC_STOPPING);
	assert_true(core_shutdown_deadline(core, 10000));
	drain(core, 10000);
	assert_int_equal(core_state(core, 0), SVC_KILLING);
	core_free(core);
}

/* A drain longer than all of the end: the end's own time counts. */
static void drained_too_long(void **state)
{
	struct core_config set = set_of(1, NULL, 0);
	struct core *core;

	(void)state;
	set.drain = 1; /* the shortest */
	core = core_new(&set, 1);
	core_want(core, 0, 0);
	drain(core, 0);
	core_shutdown(core, 0, 0);
	drain(core, 0);
	assert_int_equal(end_wait, 1);
	assert_int_equal(core_state(core, 0), SVC_STARTING);
	core_free(core);
	set.drain = 4000;
	set.shutdown_timeout = 3000;
	core = core_new(&set, 1);
	core_want(core, 0, 0);
	drain(core, 0);
	core_shutdown(core, 0, 100);
	drain(core, 100);
	assert_int_equal(end_wait, 3000);
	assert_true(core_shutdown_deadline(core, 3100));
	drain(core, 3100);
	assert_int_equal(core_state(core, 0), SVC_KILLING);
	core_free(core);
}

/* ---- who starts first ---- */

static void in_file_order(void **state)
{
	struct core_config set = set_of(MOST, NULL, 0);
	struct core *core;

	(void)state;
	for (uint32_t i = 0; i < MOST; i++)
		policies[i].task = i % 4 == 3;
	set.max_parallel = 2;
	core = core_new(&set, 1);
	core_throttle(core, true);
	for (uint32_t i = MOST; i > 0; i--) /* asked for backwards */
		core_want(core, i - 1, 0);
	drain(core, 0);
	assert_int_equal(started_count, 0);
	core_throttle(core, false);
	drain(core, 0);
	assert_int_equal(started_count, MOST / 4 + 2);
	assert_int_equal(started[0], 0);
	assert_int_equal(started[1], 1);
	for (uint32_t n = 2; n < started_count; n++) /* then only tasks may */
		assert_int_equal(started[n], 4 * (n - 2) + 3);
	for (uint32_t last = 1, next = 2; next < MOST; next += 1 + (next % 4 == 2)) {
		core_ready(core, last == 1 ? 0 : last, 0);
		drain(core, 0);
		assert_int_equal(started_count, 1);
		assert_int_equal(started[0], next);
		last = next;
	}
	core_free(core);
}

/* Tasks and daemons are one file: paused, then let go, they start in its order. */
static void in_one_line(void **state)
{
	struct core_config set = set_of(MOST, NULL, 0);
	struct core *core;

	(void)state;
	for (uint32_t i = 0; i < MOST; i++)
		policies[i].task = i % 3 == 1;
	core = core_new(&set, 1);
	core_throttle(core, true);
	for (uint32_t i = 0; i < MOST; i++)
		core_want(core, (i * 7 + 5) % MOST, 0);
	drain(core, 0);
	core_throttle(core, false);
	drain(core, 0);
	assert_int_equal(started_count, MOST);
	for (uint32_t i = 0; i < MOST; i++)
		assert_int_equal(started[i], i);
	core_free(core);
}

/* Who crashes again and again does not keep those behind it from their first start. */
static void one_after_the_other(void **state)
{
	struct core_config set = set_of(MOST, NULL, 0);
	struct core *core;

	(void)state;
	for (uint32_t i = 0; i < MOST; i++)
		policies[i].limit = 0;
	set.max_parallel = 1;
	core = core_new(&set, 1);
	want_all(core, MOST);
	drain(core, 0);
	assert_int_equal(started[0], 0);
	for (uint32_t n = 0; n < 3 * MOST; n++) {
		crash(core, n % MOST, 0);
		assert_int_equal(started_count, 1);
		assert_int_equal(started[0], (n + 1) % MOST);
		core_timeout(core, n % MOST, 0);
		drain(core, 0);
		assert_int_equal(started_count, 0);
	}
	core_free(core);
}

static void behind_who_waits(void **state)
{
	struct core_config set = set_of(MOST, NULL, 0);
	struct core *core;

	(void)state;
	core = core_new(&set, 1);
	core_want(core, 3, 0);
	drain(core, 0);
	core_throttle(core, true);
	want_all(core, MOST);
	drain(core, 0);
	assert_int_equal(started_count, 0);
	crash(core, 3, 0);
	core_throttle(core, false);
	core_timeout(core, 3, 0);
	drain(core, 0);
	assert_int_equal(started_count, MOST);
	for (uint32_t i = 0; i < MOST; i++)
		assert_int_equal(started[i], i < 3 ? i : i + 1 < MOST ? i + 1 : 3);
	core_free(core);
}

/* ---- a reload ---- */

static void reloaded(void **state)
{
	static const struct core_edge edges[] = { { 1, 0, EDGE_NEED } };
	static const int32_t map[] = { 2, -1, 1 };
	struct core_config set = set_of(3, NULL, 0);
	struct core *core, *next;
	int code, service;

	(void)state;
	policies[1].restart = RESTART_NEVER;
	policies[2].stop_count = 3;
	core = core_new(&set, 1);
	core_want(core, 1, 0);
	core_want(core, 2, 0);
	core_started(core);
	drain(core, 0);
	core_ready(core, 2, 0);
	core_stop(core, 2, 0);
	drain(core, 0);
	core_timeout(core, 2, 0);
	core_timeout(core, 2, 0); /* at its third signal */
	crash(core, 1, 9);
	core_hold_exit(core, true);
	set = set_of(3, edges, 1); /* now with one signal each */
	policies[1].unhealthy = UNHEALTHY_SHUTDOWN;
	next = core_migrate(core, &set, map);
	core_free(core);
	assert_int_equal(core_state(next, 0), SVC_STOPPING);
	assert_int_equal(core_state(next, 1), SVC_DOWN);
	assert_int_equal(core_state(next, 2), SVC_FAILED);
	assert_true(core_stopped_by_hand(next, 0));
	core_timeout(next, 0, 0);
	drain(next, 0);
	assert_int_equal(core_state(next, 0), SVC_KILLING);
	crash(next, 0, 0);
	core_hold_exit(next, false);
	drain(next, 0);
	assert_int_equal(core_shutdown_cause(next, &code, &service),
			 CAUSE_NONE); /* by hand */
	core_want(next, 1, 0);
	core_want(next, 0, 0);
	drain(next, 0);
	core_ready(next, 1, 0);
	core_unhealthy(next, 1, 0);
	drain(next, 0);
	assert_int_equal(core_shutdown_cause(next, &code, &service), CAUSE_FAILED);
	assert_int_equal(code, 1);
	assert_int_equal(service, 1);
	core_free(next);
}

/* A stop under way goes on with the last signal there still is; the cause stays. */
static void reloaded_in_the_end(void **state)
{
	static const int32_t map[] = { 1 };
	struct core_config set = set_of(2, NULL, 0);
	struct core *core, *next;
	int code, service;

	(void)state;
	policies[1].stop_count = 3;
	policies[1].main = true;
	core = core_new(&set, 1);
	want_all(core, 2);
	drain(core, 0);
	core_ready(core, 1, 0);
	core_stop(core, 1, 0);
	drain(core, 0);
	core_timeout(core, 1, 0);
	core_timeout(core, 1, 0);
	drain(core, 0);
	assert_int_equal(last_wait, 90000);
	core_shutdown(core, 3, 0);
	drain(core, 0);
	crash(core, 0, 0);
	set = set_of(1, NULL, 0);
	next = core_migrate(core, &set, map);
	core_free(core);
	core_escalate(next, 0);
	drain(next, 0);
	assert_int_equal(last_wait, 500);
	assert_int_equal(core_shutdown_cause(next, &code, &service), CAUSE_ASKED);
	assert_int_equal(service, -1);
	core_free(next);
}

static void cause_moves(void **state)
{
	static const int32_t map[] = { 1, 0 };
	struct core_config set = set_of(2, NULL, 0);
	struct core *core, *next;
	int code, service;

	(void)state;
	policies[1].main = true;
	policies[1].restart = RESTART_NEVER;
	core = core_new(&set, 1);
	want_all(core, 2);
	drain(core, 0);
	crash(core, 1, 5);
	next = core_migrate(core, &set, map);
	core_free(core);
	assert_int_equal(core_shutdown_cause(next, &code, &service), CAUSE_MAIN);
	assert_int_equal(code, 5);
	assert_int_equal(service, 0);
	core_free(next);
}

static void a_bug_is_told(void **state)
{
	struct core_config set = set_of(2, NULL, 0);
	struct core *core = core_new(&set, 1);
	uint32_t service;
	enum svc_event on;

	(void)state;
	assert_false(core_bug(core, &service, &on));
	core_ready(core, 1, 0);
	assert_true(core_bug(core, &service, &on));
	assert_int_equal(service, 1);
	assert_int_equal(on, ON_READY);
	assert_false(core_bug(core, &service, &on));
	policies[1].restart = RESTART_NEVER;
	policies[1].main = true;
	crash(core, 1, 0); /* never started */
	assert_false(core_shutting_down(core));
	assert_true(core_bug(core, &service, &on));
	assert_int_equal(core_state(core, 1), SVC_DOWN);
	core_free(core);
}

/* The generator's one fixed point is not taken for a seed, nor after a reload. */
static void pauses_vary(void **state)
{
	struct core_config set = set_of(1, NULL, 0);
	static const int32_t same[] = { 0 };
	struct core *before = core_new(&set, 0), *core = core_migrate(before, &set, same);
	msec first = -1;
	int others = 0;

	(void)state;
	core_free(before);
	policies[0].limit = 0;
	policies[0].delay = 1000;
	want_all(core, 1);
	for (int n = 0; n < 20; n++) {
		drain(core, 0);
		crash(core, 0, 1);
		first = first < 0 ? last_wait : first;
		others += last_wait != first;
		core_timeout(core, 0, 0);
	}
	assert_true(others > 0);
	core_free(core);
}

/* A thousand facts before any order is taken: none is lost. */
static void no_order_is_lost(void **state)
{
	struct core_config set = set_of(MOST, NULL, 0);
	struct core *core = core_new(&set, 1);

	(void)state;
	want_all(core, MOST);
	for (int turn = 0; turn < 3; turn++) {
		drain(core, 0);
		assert_int_equal(started_count, MOST);
		assert_int_equal(said, turn == 0 ? 2 * MOST : 4 * MOST);
		assert_int_equal(said_ready, turn == 0 ? 0 : MOST);
		for (uint32_t i = 0; i < MOST; i++)
			core_ready(core, i, 0);
		for (uint32_t i = 0; i < MOST; i++)
			core_exited(core, i, (struct exit_status){ EXIT_BY_CODE, 1 }, 0);
		for (uint32_t i = 0; i < MOST; i++)
			core_timeout(core, i, 0);
	}
	core_free(core);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(longest_chain),
		cmocka_unit_test(drained),
		cmocka_unit_test(drained_too_long),
		cmocka_unit_test(in_file_order),
		cmocka_unit_test(in_one_line),
		cmocka_unit_test(reloaded),
		cmocka_unit_test(reloaded_in_the_end),
		cmocka_unit_test(cause_moves),
		cmocka_unit_test(a_bug_is_told),
		cmocka_unit_test(one_after_the_other),
		cmocka_unit_test(behind_who_waits),
		cmocka_unit_test(no_order_is_lost),
		cmocka_unit_test(pauses_vary),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
