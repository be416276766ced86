/* tests/unit/supervisor/core/shutdown_cause_test.c - checks which failure decides the exit
 * code, even after a reload. */
#include "supervisor/core/core.h"

#include "conf/base/base.h"
#include "tests/unit/supervisor/core/core_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

/* The first failure is remembered across a reload, unless its service is removed. */
static void first_failure_stays(void **state)
{
	static const int32_t moved[] = { 1 }, gone[] = { 0 };

	(void)state;
	for (int removed = 0; removed < 2; removed++) {
		struct core_config config = config_of(2, NULL, 0);
		struct core *core, *next;
		int code, service;

		policies[1].restart = policies[0].restart = RESTART_NEVER;
		core = core_new(&config, 1);
		want_all(core, 2);
		drain(core, 0);
		core_ready(core, 0, 0);
		exit_with(core, 1, 33);
		core_hold_exit(core, true);
		exit_with(core, 0, 0);
		config.count = 1;
		next = core_migrate(core, &config, removed ? gone : moved);
		core_free(core);
		core_hold_exit(next, false);
		drain(next, 0);
		assert_int_equal(core_shutdown_cause(next, &code, &service),
				 CAUSE_NOTHING_LEFT);
		assert_int_equal(code, removed ? 0 : 33);
		assert_int_equal(service, removed ? -1 : 0);
		assert_true(core_finished(next));
		core_free(next);
	}
}

/* Makes five services fail, number 4 first, and number 3 with code 0. After a reload the
 * first failure of the remaining services decides; if two are simultaneous, that of the
 * lower number. */
static struct core *with_failures(const struct core_config *config)
{
	static const int codes[] = { 77, 66, 55, 0, 44 };
	static const msec times[] = { 4, 3, 3, 2, 1 };
	struct core *core = core_new(config, 1);

	for (uint32_t i = 0; i < 5; i++)
		policies[i].restart = RESTART_NEVER;
	want_all(core, 5);
	drain(core, 0);
	core_hold_exit(core, true);
	for (uint32_t i = 5; i-- > 0;) {
		core_exited(core, i,
			    (struct exit_status){ .kind = EXIT_BY_CODE, .value = codes[i] },
			    times[i]);
		drain(core, times[i]);
		assert_int_equal(core_state(core, i), SVC_FAILED);
	}
	return core;
}

static void expect_the_end(struct core *core, int code, int service)
{
	int got_code, got_service;

	core_hold_exit(core, false);
	drain(core, 9);
	assert_int_equal(core_shutdown_cause(core, &got_code, &got_service),
			 CAUSE_NOTHING_LEFT);
	assert_int_equal(got_code, code);
	assert_int_equal(got_service, service);
	core_free(core);
}

static void next_failure_counts(void **state)
{
	static const struct {
		uint32_t count;
		int32_t map[5];
		int code, service;
	} cases[] = { { 3, { 0, 1, 2 }, 66, 1 },
		      { 1, { 0 }, 77, 0 },
		      { 2, { 0, 3 }, 1, 1 },
		      { 5, { 0, 1, 2, 3, 4 }, 44, 4 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct core_config config = config_of(5, NULL, 0);
		struct core *core = with_failures(&config), *next;

		config.count = cases[i].count;
		next = core_migrate(core, &config, cases[i].map);
		core_free(core);
		expect_the_end(next, cases[i].code, cases[i].service);
	}
}

/* A failure stays the first one even if its service has recovered. */
static void first_failure_recovered(void **state)
{
	static const int32_t map[] = { 4, 0, 1, 2, 3 };
	struct core_config config = config_of(5, NULL, 0);
	struct core *core = with_failures(&config), *next;

	(void)state;
	core_want(core, 4, 5);
	drain(core, 5);
	core_ready(core, 4, 5);
	drain(core, 5);
	next = core_migrate(core, &config, map);
	core_free(core);
	core_exited(next, 0, (struct exit_status){ .kind = EXIT_BY_CODE, .value = 0 }, 6);
	expect_the_end(next, 44, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_failure_stays),
		cmocka_unit_test(next_failure_counts),
		cmocka_unit_test(first_failure_recovered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
