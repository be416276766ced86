/* tests/unit/supervisor/core/migrate_test.c - checks reloads with replaced services, and
 * with services that failed only because of a need. */
#include "supervisor/core/core.h"

#include "conf/base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#define COUNT 4

static struct policy policies[COUNT];
static const struct policy *pointers[COUNT];
static uint32_t started[COUNT], started_count;

static struct core_config config_of(const struct core_edge *edges, size_t edge_count)
{
	for (uint32_t i = 0; i < COUNT; i++) {
		policies[i] = (struct policy){ .restart = RESTART_NEVER,
					       .task = true,
					       .start_when_failed = -1,
					       .success.exits = { 1 },
					       .stop_waits = { 500 },
					       .stop_count = 1 };
		pointers[i] = &policies[i];
	}
	return (struct core_config){ .count = COUNT,
				     .policies = pointers,
				     .edges = edges,
				     .edge_count = edge_count,
				     .shutdown_timeout = -1 };
}

static void drain(struct core *core)
{
	struct core_order order;

	started_count = 0;
	while (core_next(core, 0, &order)) {
		if (order.kind == ORDER_SPAWN)
			started[started_count++] = order.service;
	}
}

static void end_at(struct core *core, uint32_t i, int code, msec now)
{
	core_exited(core, i, (struct exit_status){ EXIT_BY_CODE, code }, now);
	drain(core);
}

static void end(struct core *core, uint32_t i, int code)
{
	end_at(core, i, code, 0);
}

/* Makes a core whose unit 0 has exited with `code` and was then stopped. The units in
 * `wanted` may need unit 0. The core does not end when no unit is left to run. */
static struct core *after_end_of_first(const struct core_config *config, uint32_t wanted,
				       int code)
{
	struct core *core = core_new(config, 1);

	core_want(core, wanted, 0);
	core_started(core);
	core_hold_exit(core, true);
	drain(core);
	end(core, 0, code);
	core_stop_auto(core, 0, 0);
	drain(core);
	return core;
}

/* A replaced task has not succeeded, so others wait for it again. */
static void made_again(void **state)
{
	static const struct core_edge edges[] = { { 0, 1, EDGE_NEED } };
	static const int32_t map[] = { 0, -1, 2, 3 };
	static const bool replaced[] = { true, false, false, false };
	struct core_config config = config_of(edges, 1);
	struct core *core = after_end_of_first(&config, 0, 0), *next;

	(void)state;
	for (int i = 0; i < 2; i++) {
		config.replaced = i == 0 ? NULL : replaced;
		next = core_migrate(core, &config, map);
		core_want_auto(next, 0, 0);
		core_want_auto(next, 1, 0);
		drain(next);
		assert_int_equal(started_count, i == 0 ? 2 : 1);
		assert_int_equal(started[0], 0);
		if (i == 1)
			end(next, 0, 0);
		assert_int_equal(core_state(next, 1), SVC_STARTING);
		core_free(next);
	}
	core_free(core);
}

/* The failure of a replaced service does not decide the exit code. */
static void failure_of_before(void **state)
{
	static const int32_t map[] = { 1, 0, 2, 3 };
	static const bool replaced[] = { false, true, false, false };
	struct core_config config = config_of(NULL, 0);
	struct core *core = core_new(&config, 1), *next;
	int code, service;

	(void)state;
	core_want(core, 0, 0);
	core_want(core, 1, 0);
	core_started(core);
	core_hold_exit(core, true);
	drain(core);
	end(core, 0, 5);
	core_stop_auto(core, 0, 0);
	end(core, 1, 0);
	for (int i = 0; i < 2; i++) {
		config.replaced = i == 0 ? NULL : replaced;
		next = core_migrate(core, &config, map);
		core_hold_exit(next, false);
		drain(next);
		assert_int_equal(core_shutdown_cause(next, &code, &service),
				 CAUSE_NOTHING_LEFT);
		assert_int_equal(code, i == 0 ? 5 : 0);
		assert_int_equal(service, i == 0 ? 1 : -1);
		core_free(next);
	}
	core_free(core);
}

/* The first failure of a remaining service decides, unless a need caused it. */
static void next_failure(void **state)
{
	static const struct core_edge edges[] = { { 3, 2, EDGE_NEED } };
	static const int32_t removed[] = { 2, 3, 1, -1 }, same[] = { 0, 1, 2, 3 };
	static const bool replaced[] = { true, false, false, false };
	struct core_config config = config_of(edges, 1);
	struct core *core = core_new(&config, 1), *next;
	int code, service;

	(void)state;
	for (uint32_t i = 0; i < 3; i++)
		core_want(core, i, 0);
	core_started(core);
	core_hold_exit(core, true);
	drain(core);
	end(core, 0, 5);
	end_at(core, 3, 7, 20);
	end_at(core, 1, 6, 10);
	for (int i = 0; i < 2; i++) {
		config.replaced = i == 0 ? NULL : replaced;
		if (i == 1)
			core_stop_auto(core, 0, 30);
		next = core_migrate(core, &config, i == 0 ? removed : same);
		core_hold_exit(next, false);
		drain(next);
		assert_int_equal(core_shutdown_cause(next, &code, &service),
				 CAUSE_NOTHING_LEFT);
		assert_int_equal(code, 6);
		assert_int_equal(service, i == 0 ? 2 : 1);
		core_free(next);
	}
	core_free(core);
}

/* 0 fails, and 1 and 2 fail because of it; 3 fails alone. */
static void tried_again(void **state)
{
	static const struct core_edge edges[] = { { 0, 1, EDGE_NEED },
						  { 1, 2, EDGE_NEED } };
	static const int32_t map[] = { 0, 1, 2, 3 };
	static const bool replaced[] = { true, false, false, false };
	struct core_config config = config_of(edges, 2);
	struct core *core = core_new(&config, 1), *next;

	(void)state;
	core_want(core, 2, 0);
	core_want(core, 3, 0);
	core_started(core);
	core_hold_exit(core, true);
	drain(core);
	end(core, 3, 1);
	end(core, 0, 1);
	for (uint32_t i = 0; i < COUNT; i++)
		assert_int_equal(core_state(core, i), SVC_FAILED);
	core_retry_failed_by_need(core, 0); /* nothing has changed, so nothing starts */
	drain(core);
	assert_int_equal(core_state(core, 1), SVC_FAILED);
	core_stop_auto(core, 0, 0);
	drain(core);
	config.replaced = replaced;
	next = core_migrate(core, &config, map);
	core_free(core);
	core_retry_failed_by_need(next, 0);
	drain(next);
	assert_int_equal(started_count, 1); /* only 0 starts, because 1 needs it */
	end(next, 0, 0);
	end(next, 1, 0);
	assert_int_equal(core_state(next, 2), SVC_STARTING);
	assert_int_equal(core_state(next, 3), SVC_FAILED);
	end(next, 2, 6); /* service 2 now fails because of its own exit */
	core_retry_failed_by_need(next, 0);
	drain(next);
	assert_int_equal(core_state(next, 2), SVC_FAILED);
	core_free(next);
}

/* 1 failed because of 0, which a reload has replaced: it starts again, but not during a
 * shutdown. */
static void not_tried_during_a_shutdown(void **state)
{
	static const struct core_edge edges[] = { { 0, 1, EDGE_NEED } };
	static const int32_t map[] = { 0, 1, 2, 3 };
	static const bool replaced[] = { true, false, false, false };

	(void)state;
	for (int shuts_down = 0; shuts_down < 2; shuts_down++) {
		struct core_config config = config_of(edges, 1);
		struct core *core = after_end_of_first(&config, 1, 1), *next;

		assert_int_equal(core_state(core, 1), SVC_FAILED);
		config.replaced = replaced;
		next = core_migrate(core, &config, map);
		core_free(core);
		if (shuts_down)
			core_shutdown(next, 0, 0);
		core_retry_failed_by_need(next, 0);
		drain(next);
		assert_int_equal(started_count, shuts_down ? 0 : 1);
		assert_int_equal(core_state(next, 1),
				 shuts_down ? SVC_FAILED : SVC_WAITING);
		core_free(next);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(made_again),
					    cmocka_unit_test(failure_of_before),
					    cmocka_unit_test(next_failure),
					    cmocka_unit_test(tried_again),
					    cmocka_unit_test(not_tried_during_a_shutdown) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
