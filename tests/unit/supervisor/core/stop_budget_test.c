/* tests/unit/supervisor/core/stop_budget_test.c - checks how the time of a shutdown is
 * divided among services with default stop times. */
#include "conf/base/base.h"
#include "supervisor/core/core.h"
#include "tests/unit/supervisor/core/core_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#define LONGEST 30

/* Service 0 starts first and stops last; all have a default stop time of 5 s. */
static struct core_config chain_of(uint32_t count)
{
	static struct core_edge edges[LONGEST];
	struct core_config config;

	for (uint32_t i = 0; i + 1 < count; i++)
		edges[i] = (struct core_edge){ i, i + 1, EDGE_NEED };
	config = config_of(count, edges, count - 1);
	for (uint32_t i = 0; i < count; i++) {
		policies[i].stop_waits[0] = SECONDS(5);
		policies[i].default_waits = ~0u;
	}
	return config;
}

static struct core *up(const struct core_config *config)
{
	struct core *core = core_new(config, 1);

	want_all(core, config->count);
	for (uint32_t i = 0; i < config->count; i++) {
		drain(core, 0);
		core_ready(core, i, 0);
	}
	drain(core, 0);
	return core;
}

static msec waits[LONGEST];

/* Shuts down at time 0; each service ignores its signal and is killed after its wait.
 * Returns the time of the last death. Frees the core. */
static msec all_ignore(struct core *core, uint32_t count)
{
	msec now = 0;

	core_shutdown(core, 0, now);
	for (uint32_t i = count; i-- > 0;) {
		drain(core, now);
		assert_int_equal(core_state(core, i), SVC_STOPPING);
		waits[i] = timer_wait;
		now += timer_wait;
		core_timeout(core, i, now);
		drain(core, now);
		assert_int_equal(core_state(core, i), SVC_KILLING);
		core_exited(core, i, (struct exit_status){ EXIT_BY_SIGNAL, 9 }, now);
	}
	drain(core, now);
	assert_true(core_finished(core));
	core_free(core);
	return now;
}

static void fits(void **state)
{
	(void)state;
	for (uint32_t n = 1; n <= LONGEST; n++) {
		struct core_config config = chain_of(n);
		msec took = all_ignore(up(&config), n);

		assert_true(took <= 8500);
		for (uint32_t i = 0; i < n; i++)
			assert_true(waits[i] == 5000 || waits[i] >= 8500 / n - 1);
	}
}

/* A stop by hand is not shortened. */
static void by_hand(void **state)
{
	struct core_config config = chain_of(3);
	struct core *core = up(&config);

	(void)state;
	core_stop(core, 0, 0);
	drain(core, 0);
	assert_int_equal(timer_wait, 5000);
	core_free(core);
}

/* A service that stops early leaves its time to the others. */
static void early(void **state)
{
	struct core_config config = chain_of(3);
	struct core *core = up(&config);

	(void)state;
	core_shutdown(core, 0, 0);
	drain(core, 0);
	assert_int_equal(timer_wait, 2833);
	core_exited(core, 2, (struct exit_status){ EXIT_BY_CODE, 0 }, 100);
	drain(core, 100);
	assert_int_equal(timer_wait, 4200);
	core_exited(core, 1, (struct exit_status){ EXIT_BY_CODE, 0 }, 200);
	drain(core, 200);
	assert_int_equal(timer_wait, 5000);
	core_free(core);
}

/* Services that are not running when the shutdown begins do not count. */
static void ended(void **state)
{
	struct core_config config = chain_of(3);
	struct core *core;

	(void)state;
	policies[1].task = true;
	core = core_new(&config, 1);
	want_all(core, 3);
	drain(core, 0);
	core_ready(core, 0, 0);
	drain(core, 0);
	core_exited(core, 1, (struct exit_status){ EXIT_BY_CODE, 0 }, 0);
	drain(core, 0);
	core_ready(core, 2, 0);
	core_shutdown(core, 0, 0);
	drain(core, 0);
	assert_int_equal(timer_wait, 4250);
	core_free(core);
}

static msec end_of(const struct core_config *config)
{
	struct core *core = core_new(config, 1);
	msec time = core_shutdown_timeout(core);

	core_free(core);
	return time;
}

/* Up to 7.5 s of configured stop times and drain fit into the default of 9 s. */
static void enough(void **state)
{
	struct core_config config = chain_of(3);
	struct core *core;

	(void)state;
	policies[1].stop_waits[0] = 7500;
	policies[1].default_waits = 0;
	assert_int_equal(end_of(&config), 9000);
	config.drain = 1;
	assert_int_equal(end_of(&config), 5000 + 7500 + 5000 + 1 + 500);
	config = chain_of(1);
	config.drain = 7500;
	assert_int_equal(end_of(&config), 9000);
	config.drain = 0;
	policies[0].stop_waits[0] = 7600;
	policies[0].default_waits = 0;
	assert_int_equal(end_of(&config), 9000);
	core = core_new(&config, 1);
	assert_int_equal(core_longest_stop(core), 8100);
	core_free(core);
}

static void written(void **state)
{
	struct core_config config = chain_of(3);

	(void)state;
	policies[1].stop_waits[0] = 7000;
	policies[1].default_waits = 0;
	assert_int_equal(all_ignore(up(&config), 3), 8500);
	assert_int_equal(waits[2], 750);
	assert_int_equal(waits[1], 7000);
	assert_int_equal(waits[0], 750);
	/* With more than 7.5 s nothing is shortened. */
	policies[1].stop_waits[0] = 7501;
	assert_int_equal(all_ignore(up(&config), 3), 17501);
	/* The configured times are longer than the whole shutdown, but that does not
	 * shorten the first service. The core does not get the deadline here. */
	config.shutdown_timeout = 7500;
	assert_int_equal(all_ignore(up(&config), 3), 5000 + 7501 + 100);
	config.shutdown_timeout = 30000;
	assert_int_equal(all_ignore(up(&config), 3), 17501);
	/* Exactly as long as the shutdown may take. */
	config.shutdown_timeout = 1800;
	policies[1].stop_waits[0] = 1700;
	assert_int_equal(all_ignore(up(&config), 3), 5000 + 1700 + 100);
	policies[1].stop_waits[0] = 1699;
	assert_int_equal(all_ignore(up(&config), 3), 100 + 1699 + 100);
	policies[1].stop_waits[0] = 600;
	assert_int_equal(all_ignore(up(&config), 3), 1700);
	assert_int_equal(waits[2], 550);
}

/* Each service that has not stopped yet gets at least 0.1 s, or its stop time if that is
 * shorter. */
static void least(void **state)
{
	struct core_config config = chain_of(3);
	struct core *core = up(&config);

	(void)state;
	policies[0].stop_waits[0] = 70;
	core_shutdown(core, 0, 0);
	drain(core, 0);
	core_exited(core, 2, (struct exit_status){ EXIT_BY_CODE, 0 }, 8490);
	drain(core, 8490);
	assert_int_equal(timer_wait, 100);
	core_exited(core, 1, (struct exit_status){ EXIT_BY_CODE, 0 }, 8800);
	drain(core, 8800);
	assert_int_equal(timer_wait, 70);
	core_free(core);
	policies[0].stop_waits[0] = 0;
	core = up(&config);
	core_shutdown(core, 0, 0);
	drain(core, 0);
	core_exited(core, 2, (struct exit_status){ EXIT_BY_CODE, 0 }, 8800);
	core_exited(core, 1, (struct exit_status){ EXIT_BY_CODE, 0 }, 8800);
	drain(core, 8800);
	assert_int_equal(timer_wait, 0);
	core_free(core);
}

/* pre-stop and post-stop get shares too: 10 + 5 + 5 s for each service. */
static void around(void **state)
{
	struct core_config config = chain_of(2);
	struct core *core;

	(void)state;
	for (uint32_t i = 0; i < 2; i++) {
		policies[i].pre_stop = true;
		policies[i].pre_stop_timeout = SECONDS(10);
		policies[i].post_stop_time = SECONDS(5);
	}
	core = up(&config);
	assert_int_equal(core_post_stop_time(core, 1, 0), 5000);
	core_shutdown(core, 0, 0);
	drain(core, 0);
	assert_int_equal(timer_wait, 8500 * 10 / 40);
	core_timeout(core, 1, 2125);
	drain(core, 2125);
	assert_int_equal(timer_wait, 6375 * 5 / 30);
	assert_int_equal(core_post_stop_time(core, 1, 4250), 4250 * 5 / 25);
	policies[1].default_waits = 0;
	assert_int_equal(core_post_stop_time(core, 1, 4250), 5000);
	core_free(core);
}

/* Times that do not fit into the counters of the core. */
static void very_long(void **state)
{
	struct core_config config = chain_of(LONGEST);
	struct core *core;

	(void)state;
	for (uint32_t i = 0; i < LONGEST; i++)
		policies[i].stop_waits[0] = HOURS(24) * 2;
	config.shutdown_timeout = SECONDS(60);
	core = up(&config);
	core_shutdown(core, 0, 0);
	drain(core, 0);
	assert_true(timer_wait >= 100 && timer_wait <= 60000);
	core_free(core);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fits),      cmocka_unit_test(by_hand),
		cmocka_unit_test(early),     cmocka_unit_test(ended),
		cmocka_unit_test(enough),    cmocka_unit_test(written),
		cmocka_unit_test(least),     cmocka_unit_test(around),
		cmocka_unit_test(very_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
