/* tests/unit/supervisor/core/core_test.c - checks impossible facts, restart delays, and
 * many facts at once; tests/sim covers the rest. */
#include "supervisor/core/core.h"

#include "conf/base/base.h"
#include "tests/unit/supervisor/core/core_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

static void reports_a_bug(void **state)
{
	struct core_config config = config_of(2, NULL, 0);
	struct core *core = core_new(&config, 1);
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
	exit_with(core, 1, 0); /* never started */
	assert_false(core_shutting_down(core));
	assert_true(core_bug(core, &service, &on));
	assert_int_equal(core_state(core, 1), SVC_DOWN);
	core_free(core);
}

/* Seed 0 is the only fixed point of the generator. A core created with it must still vary
 * its delays after a reload. */
static void backoff_varies(void **state)
{
	struct core_config config = config_of(1, NULL, 0);
	static const int32_t same[] = { 0 };
	struct core *before = core_new(&config, 0),
		    *core = core_migrate(before, &config, same);
	msec first = -1;
	int others = 0;

	(void)state;
	core_free(before);
	policies[0].limit = 0;
	policies[0].delay = 1000;
	want_all(core, 1);
	for (int n = 0; n < 20; n++) {
		drain(core, 0);
		exit_with(core, 0, 1);
		first = first < 0 ? timer_wait : first;
		others += timer_wait != first;
		core_timeout(core, 0, 0);
	}
	assert_true(others > 0);
	core_free(core);
}

/* Many facts before any order is taken: no order is lost. */
static void no_order_is_lost(void **state)
{
	struct core_config config = config_of(UNITS_MAX, NULL, 0);
	struct core *core = core_new(&config, 1);

	(void)state;
	want_all(core, UNITS_MAX);
	for (int turn = 0; turn < 3; turn++) {
		drain(core, 0);
		assert_int_equal(started_count, UNITS_MAX);
		assert_int_equal(reported, turn == 0 ? 2 * UNITS_MAX : 4 * UNITS_MAX);
		assert_int_equal(reported_ready, turn == 0 ? 0 : UNITS_MAX);
		for (uint32_t i = 0; i < UNITS_MAX; i++)
			core_ready(core, i, 0);
		for (uint32_t i = 0; i < UNITS_MAX; i++)
			core_exited(core, i, (struct exit_status){ EXIT_BY_CODE, 1 }, 0);
		for (uint32_t i = 0; i < UNITS_MAX; i++)
			core_timeout(core, i, 0);
	}
	core_free(core);
}

/* A start request that is cancelled before its turn starts nothing. */
static void request_is_taken_back(void **state)
{
	struct core_config config = config_of(2, NULL, 0);
	struct core *core = core_new(&config, 1);

	(void)state;
	core_want(core, 0, 0);
	core_stop(core, 0, 0);
	drain(core, 0);
	assert_int_equal(started_count, 0);
	assert_int_equal(core_state(core, 0), SVC_DOWN);
	core_want(core, 1, 0);
	core_shutdown(core, 0, 0);
	drain(core, 0);
	assert_int_equal(started_count, 0);
	assert_int_equal(core_state(core, 1), SVC_DOWN);
	assert_int_equal(reported, 0);
	assert_true(core_finished(core));
	core_free(core);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reports_a_bug),
		cmocka_unit_test(no_order_is_lost),
		cmocka_unit_test(backoff_varies),
		cmocka_unit_test(request_is_taken_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
