/* tests/unit/supervisor/core/core_need_test.c - checks exits while a need is down, and
 * cancelled prepares. */
#include "supervisor/core/core.h"

#include "conf/base/base.h"
#include "tests/unit/supervisor/core/core_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

/* A service that exits while its need is down waits for it, and its exit does not count. */
static void without_its_need(void **state)
{
	static const struct core_edge edges[] = { { 0, 1, EDGE_NEED } };
	struct core_config config = config_of(2, edges, 1);
	struct core *core;

	(void)state;
	policies[1].limit = 1;
	core = core_new(&config, 1);
	want_all(core, 2);
	drain(core, 0);
	core_ready(core, 0, 0);
	drain(core, 0);
	core_ready(core, 1, 0);
	exit_with(core, 1, 1); /* the only restart of service 1 */
	core_timeout(core, 1, 0);
	drain(core, 0);
	core_ready(core, 1, 0);
	exit_with(core, 0, 1);
	assert_int_equal(core_state(core, 1), SVC_READY);
	exit_with(core, 1, 1);
	assert_int_equal(core_state(core, 1), SVC_WAITING);
	assert_int_equal(core_restarts(core, 1), 1);
	core_timeout(core, 0, 0);
	drain(core, 0);
	core_ready(core, 0, 0);
	drain(core, 0);
	assert_int_equal(started_count, 1);
	assert_int_equal(started[0], 1);
	core_free(core);
}

/* A service is requested again while it prepares, and its condition fails now: the prepare
 * is cancelled, and the service is skipped. */
static void barred_while_it_prepares(void **state)
{
	struct core_config config = config_of(1, NULL, 0);
	struct core *core = core_new(&config, 1);
	struct core_order order;
	int called_off = 0;

	(void)state;
	policies[0].prepare = true;
	core_want(core, 0, 0);
	drain(core, 0);
	core_set_condition_failed(core, 0, true);
	core_want(core, 0, 0);
	while (core_next(core, 0, &order))
		called_off += order.kind == ORDER_CANCEL_PREPARE;
	assert_int_equal(called_off, 1);
	assert_int_equal(core_state(core, 0), SVC_SKIPPED);
	core_free(core);
}

/* The prepare of a service fails in the same turn in which its need exits: there is nothing
 * to cancel. */
static void fails_as_its_need_goes(void **state)
{
	static const struct core_edge edges[] = { { 0, 1, EDGE_NEED } };
	struct core_config config = config_of(2, edges, 1);
	struct core *core = core_new(&config, 1);
	struct core_order order;

	(void)state;
	policies[1].prepare = true;
	want_all(core, 2);
	drain(core, 0);
	core_ready(core, 0, 0);
	drain(core, 0);
	core_exited(core, 0, (struct exit_status){ EXIT_BY_CODE, 1 }, 0);
	core_exited(core, 1, (struct exit_status){ EXIT_NOT_STARTED, 125 }, 0);
	while (core_next(core, 0, &order))
		assert_int_not_equal(order.kind, ORDER_CANCEL_PREPARE);
	assert_int_equal(core_state(core, 1), SVC_WAITING);
	core_free(core);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_its_need),
		cmocka_unit_test(barred_while_it_prepares),
		cmocka_unit_test(fails_as_its_need_goes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
