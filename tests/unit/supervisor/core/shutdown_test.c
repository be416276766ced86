/* tests/unit/supervisor/core/shutdown_test.c - checks the length of a shutdown, and the
 * drain before it. */
#include "supervisor/core/core.h"

#include "conf/base/base.h"
#include "tests/unit/supervisor/core/core_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

static msec timeout_of_shutdown(const struct core_config *config)
{
	struct core *core = core_new(config, 1);

	core_want(core, 0, 0);
	drain(core, 0);
	core_shutdown(core, 0, 0);
	drain(core, 0);
	core_free(core);
	return shutdown_wait;
}

static void longest_chain(void **state)
{
	/* 0 -> 1 -> 2 and 0 -> 3: the longest path is 0 1 2 */
	static const struct core_edge edges[] = { { 0, 1, EDGE_NEED },
						  { 1, 2, EDGE_ORDER },
						  { 0, 3, EDGE_WANT } };
	struct core_config config = config_of(4, edges, 3);

	(void)state;
	assert_int_equal(timeout_of_shutdown(&config), SECONDS(9)); /* at least */
	policies[1].stop_count = 2;
	policies[2].stop_waits[0] = 3000;
	policies[3].stop_waits[0] = 10000;
	assert_int_equal(timeout_of_shutdown(&config), 500 + 7500 + 3000 + 500);
	policies[2].pre_stop_timeout = 1000;
	assert_int_equal(timeout_of_shutdown(&config), 500 + 7500 + 3000 + 500);
	policies[2].pre_stop = true;
	assert_int_equal(timeout_of_shutdown(&config), 500 + 7500 + 4000 + 500);
	config.shutdown_timeout = 0;
	assert_int_equal(timeout_of_shutdown(&config), 0);
	config.shutdown_timeout = 123;
	assert_int_equal(timeout_of_shutdown(&config), 123);
}

static void drains_first(void **state)
{
	struct core_config config = config_of(1, NULL, 0);
	struct core *core;

	(void)state;
	config.drain = 4000;
	core = core_new(&config, 1);
	core_want(core, 0, 0);
	drain(core, 0);
	core_ready(core, 0, 0);
	core_shutdown(core, 7, 1000);
	drain(core, 1000);
	assert_int_equal(shutdown_wait, 4000);
	assert_true(core_draining(core));
	assert_int_equal(core_state(core, 0), SVC_READY);
	assert_false(core_shutdown_deadline(core, 5000));
	drain(core, 5000);
	/* The shutdown ends 9 s after the request, including the drain. */
	assert_int_equal(shutdown_wait, SECONDS(5));
	assert_int_equal(core_state(core, 0), SVC_STOPPING);
	assert_true(core_shutdown_deadline(core, 10000));
	drain(core, 10000);
	assert_int_equal(core_state(core, 0), SVC_KILLING);
	core_free(core);
}

/* The drain is longer than the whole shutdown, so shutdown-timeout limits it. */
static void drain_is_cut_to_the_timeout(void **state)
{
	struct core_config config = config_of(1, NULL, 0);
	struct core *core;

	(void)state;
	config.drain = 1; /* the shortest */
	core = core_new(&config, 1);
	core_want(core, 0, 0);
	drain(core, 0);
	core_shutdown(core, 0, 0);
	drain(core, 0);
	assert_int_equal(shutdown_wait, 1);
	assert_int_equal(core_state(core, 0), SVC_STARTING);
	core_free(core);
	config.drain = 4000;
	config.shutdown_timeout = 3000;
	core = core_new(&config, 1);
	core_want(core, 0, 0);
	drain(core, 0);
	core_shutdown(core, 0, 100);
	drain(core, 100);
	assert_int_equal(shutdown_wait, 3000);
	assert_true(core_shutdown_deadline(core, 3100));
	drain(core, 3100);
	assert_int_equal(core_state(core, 0), SVC_KILLING);
	core_free(core);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(longest_chain),
		cmocka_unit_test(drains_first),
		cmocka_unit_test(drain_is_cut_to_the_timeout),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
