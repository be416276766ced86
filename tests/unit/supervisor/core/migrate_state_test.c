/* tests/unit/supervisor/core/migrate_state_test.c - checks that a reload keeps states,
 * stops in progress and the cause of a shutdown. */
#include "supervisor/core/core.h"

#include "conf/base/base.h"
#include "tests/unit/supervisor/core/core_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

static void keeps_states(void **state)
{
	static const struct core_edge edges[] = { { 1, 0, EDGE_NEED } };
	static const int32_t map[] = { 2, -1, 1 };
	struct core_config config = config_of(3, NULL, 0);
	struct core *core, *next;
	int code, service;

	(void)state;
	policies[1].restart = RESTART_NEVER;
	policies[2].stop_count = 3;
	core = core_new(&config, 1);
	core_want(core, 1, 0);
	core_want(core, 2, 0);
	core_started(core);
	drain(core, 0);
	core_ready(core, 2, 0);
	core_stop(core, 2, 0);
	drain(core, 0);
	core_timeout(core, 2, 0);
	core_timeout(core, 2, 0); /* the stop is at its third signal */
	exit_with(core, 1, 9);
	core_hold_exit(core, true);
	config = config_of(3, edges, 1); /* now each service has one stop signal */
	policies[1].unhealthy = UNHEALTHY_SHUTDOWN;
	next = core_migrate(core, &config, map);
	core_free(core);
	assert_int_equal(core_state(next, 0), SVC_STOPPING);
	assert_int_equal(core_state(next, 1), SVC_DOWN);
	assert_int_equal(core_state(next, 2), SVC_FAILED);
	assert_true(core_stopped_by_hand(next, 0));
	core_timeout(next, 0, 0);
	drain(next, 0);
	assert_int_equal(core_state(next, 0), SVC_KILLING);
	exit_with(next, 0, 0);
	core_hold_exit(next, false);
	drain(next, 0);
	/* The service was stopped by hand. */
	assert_int_equal(core_shutdown_cause(next, &code, &service), CAUSE_NONE);
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

/* A stop in progress continues with the last signal of the new policy; the cause stays. */
static void keeps_a_stop_in_progress(void **state)
{
	static const int32_t map[] = { 1 };
	struct core_config config = config_of(2, NULL, 0);
	struct core *core, *next;
	int code, service;

	(void)state;
	policies[1].stop_count = 3;
	policies[1].main = true;
	core = core_new(&config, 1);
	want_all(core, 2);
	drain(core, 0);
	core_ready(core, 1, 0);
	core_stop(core, 1, 0);
	drain(core, 0);
	core_timeout(core, 1, 0);
	core_timeout(core, 1, 0);
	drain(core, 0);
	assert_int_equal(timer_wait, 90000);
	core_shutdown(core, 3, 0);
	drain(core, 0);
	exit_with(core, 0, 0);
	config = config_of(1, NULL, 0);
	next = core_migrate(core, &config, map);
	core_free(core);
	core_escalate(next, 0);
	drain(next, 0);
	assert_int_equal(timer_wait, 500);
	assert_int_equal(core_shutdown_cause(next, &code, &service), CAUSE_ASKED);
	assert_int_equal(service, -1);
	core_free(next);
}

static void keeps_the_cause(void **state)
{
	static const int32_t map[] = { 1, 0 };
	struct core_config config = config_of(2, NULL, 0);
	struct core *core, *next;
	int code, service;

	(void)state;
	policies[1].main = true;
	policies[1].restart = RESTART_NEVER;
	core = core_new(&config, 1);
	want_all(core, 2);
	drain(core, 0);
	exit_with(core, 1, 5);
	next = core_migrate(core, &config, map);
	core_free(core);
	assert_int_equal(core_shutdown_cause(next, &code, &service), CAUSE_MAIN);
	assert_int_equal(code, 5);
	assert_int_equal(service, 0);
	core_free(next);
}

/* A service that has run waits when its need fails. If a reload has replaced the service,
 * it fails with its need, because the new service never ran. */
static void replaced_service_does_not_resume(void **state)
{
	static const struct core_edge edges[] = { { 0, 1, EDGE_NEED } };
	static const int32_t same[] = { 0, 1 };
	static const bool replaced[] = { false, true };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct core_config config = config_of(2, edges, 1);
		struct core *core = core_new(&config, 1), *next;

		policies[0].restart = RESTART_NEVER;
		want_all(core, 2);
		drain(core, 0);
		core_ready(core, 0, 0);
		drain(core, 0);
		core_stop(core, 0, 0);
		drain(core, 0);
		exit_with(core, 1, 0);
		exit_with(core, 0, 0);
		assert_int_equal(core_state(core, 1), SVC_WAITING);
		config.replaced = i == 0 ? NULL : replaced;
		next = core_migrate(core, &config, same);
		core_free(core);
		core_hold_exit(next, true);
		core_want(next, 0, 0);
		drain(next, 0);
		exit_with(next, 0, 1);
		assert_int_equal(core_state(next, 0), SVC_FAILED);
		assert_int_equal(core_state(next, 1), i == 0 ? SVC_WAITING : SVC_FAILED);
		core_free(next);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_states),
		cmocka_unit_test(keeps_a_stop_in_progress),
		cmocka_unit_test(keeps_the_cause),
		cmocka_unit_test(replaced_service_does_not_resume),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
