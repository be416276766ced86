/* tests/unit/supervisor/core/start_queue_test.c - checks which service starts first if not
 * all may start at once. */
#include "supervisor/core/core.h"

#include "conf/base/base.h"
#include "tests/unit/supervisor/core/core_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

static void in_file_order(void **state)
{
	struct core_config config = config_of(UNITS_MAX, NULL, 0);
	struct core *core;

	(void)state;
	for (uint32_t i = 0; i < UNITS_MAX; i++)
		policies[i].task = i % 4 == 3;
	config.max_parallel = 2;
	core = core_new(&config, 1);
	core_throttle(core, true);
	for (uint32_t i = UNITS_MAX; i > 0; i--) /* requested backwards */
		core_want(core, i - 1, 0);
	drain(core, 0);
	assert_int_equal(started_count, 0);
	core_throttle(core, false);
	drain(core, 0);
	assert_int_equal(started_count, UNITS_MAX / 4 + 2);
	assert_int_equal(started[0], 0);
	assert_int_equal(started[1], 1);
	/* After these two only tasks may start. */
	for (uint32_t n = 2; n < started_count; n++)
		assert_int_equal(started[n], 4 * (n - 2) + 3);
	for (uint32_t last = 1, next = 2; next < UNITS_MAX; next += 1 + (next % 4 == 2)) {
		core_ready(core, last == 1 ? 0 : last, 0);
		drain(core, 0);
		assert_int_equal(started_count, 1);
		assert_int_equal(started[0], next);
		last = next;
	}
	core_free(core);
}

/* Tasks and daemons are throttled together, then start in file order. */
static void one_queue_for_tasks_and_daemons(void **state)
{
	struct core_config config = config_of(UNITS_MAX, NULL, 0);
	struct core *core;

	(void)state;
	for (uint32_t i = 0; i < UNITS_MAX; i++)
		policies[i].task = i % 3 == 1;
	core = core_new(&config, 1);
	core_throttle(core, true);
	for (uint32_t i = 0; i < UNITS_MAX; i++)
		core_want(core, (i * 7 + 5) % UNITS_MAX, 0);
	drain(core, 0);
	core_throttle(core, false);
	drain(core, 0);
	assert_int_equal(started_count, UNITS_MAX);
	for (uint32_t i = 0; i < UNITS_MAX; i++)
		assert_int_equal(started[i], i);
	core_free(core);
}

/* A service that keeps crashing does not delay the first start of others. */
static void crashes_queue_behind(void **state)
{
	struct core_config config = config_of(UNITS_MAX, NULL, 0);
	struct core *core;

	(void)state;
	for (uint32_t i = 0; i < UNITS_MAX; i++)
		policies[i].limit = 0;
	config.max_parallel = 1;
	core = core_new(&config, 1);
	want_all(core, UNITS_MAX);
	drain(core, 0);
	assert_int_equal(started[0], 0);
	for (uint32_t n = 0; n < 3 * UNITS_MAX; n++) {
		exit_with(core, n % UNITS_MAX, 0);
		assert_int_equal(started_count, 1);
		assert_int_equal(started[0], (n + 1) % UNITS_MAX);
		core_timeout(core, n % UNITS_MAX, 0);
		drain(core, 0);
		assert_int_equal(started_count, 0);
	}
	core_free(core);
}

static void restart_queues_behind(void **state)
{
	struct core_config config = config_of(UNITS_MAX, NULL, 0);
	struct core *core;

	(void)state;
	core = core_new(&config, 1);
	core_want(core, 3, 0);
	drain(core, 0);
	core_throttle(core, true);
	want_all(core, UNITS_MAX);
	drain(core, 0);
	assert_int_equal(started_count, 0);
	exit_with(core, 3, 0);
	core_throttle(core, false);
	core_timeout(core, 3, 0);
	drain(core, 0);
	assert_int_equal(started_count, UNITS_MAX);
	for (uint32_t i = 0; i < UNITS_MAX; i++)
		assert_int_equal(started[i], i < 3 ? i : i + 1 < UNITS_MAX ? i + 1 : 3);
	core_free(core);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_file_order),
		cmocka_unit_test(one_queue_for_tasks_and_daemons),
		cmocka_unit_test(crashes_queue_behind),
		cmocka_unit_test(restart_queues_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
