/* tests/unit/supervisor/core/query_test.c - checks which services a waiting service waits
 * for. */
#include "conf/base/base.h"
#include "supervisor/core/core.h"
#include "tests/unit/supervisor/core/core_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

enum { NEED, WANT, OTHER, FIRST, SECOND, COUNT };

/* Returns a bit mask of the services that `service` waits for. */
static unsigned awaited(const struct core *core, uint32_t service)
{
	unsigned all = 0;
	uint32_t cursor = 0, other = COUNT, turns = 0;

	while (core_awaits(core, service, &cursor, &other)) {
		assert_true(other < COUNT && ++turns <= COUNT);
		all |= 1u << other;
	}
	return all;
}

#define BIT(service) (1u << (service))

static void awaits_each_kind(void **state)
{
	static const struct core_edge edges[] = {
		{ NEED, FIRST, EDGE_NEED },   { WANT, FIRST, EDGE_WANT },
		{ OTHER, FIRST, EDGE_ORDER }, { NEED, SECOND, EDGE_NEED },
		{ FIRST, SECOND, EDGE_NEED },
	};
	struct core_config config = config_of(COUNT, edges, ARRAY_LEN(edges));
	struct core *core = core_new(&config, 1);

	(void)state;
	want_all(core, COUNT);
	drain(core, 0);
	assert_int_equal(awaited(core, NEED), 0);
	assert_int_equal(awaited(core, FIRST), BIT(NEED) | BIT(WANT) | BIT(OTHER));
	assert_int_equal(awaited(core, SECOND), BIT(NEED) | BIT(FIRST));
	core_ready(core, WANT, 0);
	drain(core, 0);
	assert_int_equal(awaited(core, FIRST), BIT(NEED) | BIT(OTHER));
	core_ready(core, OTHER, 0);
	drain(core, 0);
	assert_int_equal(awaited(core, FIRST), BIT(NEED));
	core_ready(core, NEED, 0);
	drain(core, 0);
	assert_int_equal(awaited(core, FIRST), 0);
	assert_int_equal(awaited(core, SECOND), BIT(FIRST));
	core_free(core);
}

/* A service does not wait for a want that has failed, but waits for a need that is down. */
static void awaits_what_is_not_moving(void **state)
{
	static const struct core_edge edges[] = { { 0, 2, EDGE_WANT },
						  { 1, 2, EDGE_NEED } };
	struct core_config config = config_of(3, edges, ARRAY_LEN(edges));
	struct core *core = core_new(&config, 1);

	(void)state;
	policies[0].restart = RESTART_NEVER;
	want_all(core, 3);
	drain(core, 0);
	exit_with(core, 0, 1);
	assert_int_equal(core_state(core, 0), SVC_FAILED);
	assert_int_equal(awaited(core, 2), BIT(1));
	core_ready(core, 1, 0);
	drain(core, 0);
	core_stop(core, 1, 0);
	drain(core, 0);
	exit_with(core, 2, 0);
	exit_with(core, 1, 0);
	assert_int_equal(core_state(core, 1), SVC_DOWN);
	assert_int_equal(core_state(core, 2), SVC_WAITING);
	assert_int_equal(awaited(core, 2), BIT(1));
	core_free(core);
}

/* A service that was asked to stop runs on until those that need it have stopped. With a
 * request to start, it then starts again, and so do they. */
static void a_restart_stops_first(void **state)
{
	static const struct core_edge edges[] = { { NEED, FIRST, EDGE_NEED } };
	struct core_config config = config_of(COUNT, edges, ARRAY_LEN(edges));
	struct core *core = core_new(&config, 1);

	(void)state;
	core_want(core, FIRST, 0);
	core_want(core, OTHER, 0);
	core_started(core);
	drain(core, 0);
	core_ready(core, NEED, 0);
	drain(core, 0);
	core_ready(core, FIRST, 0);
	drain(core, 0);
	assert_false(core_must_stop(core, NEED));
	core_stop(core, NEED, 0);
	core_want(core, NEED, 0);
	drain(core, 0);
	assert_int_equal(core_state(core, NEED), SVC_READY);
	assert_int_equal(core_state(core, FIRST), SVC_STOPPING);
	assert_true(core_must_stop(core, NEED));
	exit_with(core, FIRST, 0);
	assert_int_equal(core_state(core, NEED), SVC_STOPPING);
	exit_with(core, NEED, 0);
	assert_false(core_must_stop(core, NEED));
	assert_int_equal(core_state(core, NEED), SVC_STARTING);
	assert_false(core_stopped_by_hand(core, NEED));
	core_ready(core, NEED, 0);
	drain(core, 0);
	assert_int_equal(core_state(core, FIRST), SVC_STARTING);
	core_free(core);
}

/* No request starts a disabled service, and a service that needs it waits. */
static void a_disabled_service_stays_down(void **state)
{
	static const struct core_edge edges[] = { { NEED, FIRST, EDGE_NEED } };
	struct core_config config = config_of(COUNT, edges, ARRAY_LEN(edges));
	struct core *core = core_new(&config, 1), *next;

	(void)state;
	core_want(core, NEED, 0);
	core_want(core, OTHER, 0);
	core_started(core);
	drain(core, 0);
	core_disable(core, NEED, 0);
	drain(core, 0);
	exit_with(core, NEED, 0);
	core_want(core, NEED, 0);
	core_want(core, FIRST, 0);
	core_want_auto(core, NEED, 0);
	drain(core, 0);
	assert_int_equal(started_count, 0);
	assert_int_equal(core_state(core, NEED), SVC_DOWN);
	assert_int_equal(core_state(core, FIRST), SVC_WAITING);
	next = core_migrate(core, &config, NULL);
	assert_true(core_disabled(next, NEED));
	core_enable(next, NEED);
	drain(next, 0);
	assert_int_equal(core_state(next, NEED), SVC_DOWN);
	core_want(next, NEED, 0);
	drain(next, 0);
	assert_int_equal(core_state(next, NEED), SVC_STARTING);
	core_free(core);
	core_free(next);
}

/* A service is blocked by a need that no request starts, also behind another one that
 * waits, and never by what may come by itself. */
static void is_blocked_by_what_stays_down(void **state)
{
	static const struct core_edge edges[] = { { 0, 1, EDGE_NEED },
						  { 1, 2, EDGE_NEED },
						  { 0, 2, EDGE_NEED },
						  { 3, 2, EDGE_WANT } };
	struct core_config config = config_of(4, edges, ARRAY_LEN(edges));
	struct core *core = core_new(&config, 1);
	uint32_t by = 9;

	(void)state;
	want_all(core, 3);
	drain(core, 0);
	assert_false(core_is_blocked(core, 2, &by));
	core_ready(core, 0, 0);
	core_ready(core, 1, 0);
	core_ready(core, 3, 0);
	drain(core, 0);
	core_ready(core, 2, 0);
	drain(core, 0);
	assert_false(core_is_blocked(core, 2, &by));
	core_stop(core, 0, 0);
	drain(core, 0);
	for (uint32_t i = 3; i-- > 0;) {
		exit_with(core, i, 0);
		drain(core, 0);
	}
	assert_int_equal(core_state(core, 2), SVC_WAITING);
	for (int i = 0; i < 2; i++) {
		by = 9;
		assert_true(core_is_blocked(core, 2, &by));
		assert_int_equal(by, 0);
	}
	core_want(core, 0, 0);
	assert_false(core_is_blocked(core, 2, &by));
	core_free(core);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(awaits_each_kind),
		cmocka_unit_test(awaits_what_is_not_moving),
		cmocka_unit_test(is_blocked_by_what_stays_down),
		cmocka_unit_test(a_restart_stops_first),
		cmocka_unit_test(a_disabled_service_stays_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
