/* tests/unit/supervisor/core/policy_test.c - checks the event after each exit, restart
 * limits, restart delays and stop times. */
#include "supervisor/core/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

static struct policy daemon_policy(void)
{
	return (struct policy){ .restart = RESTART_ALWAYS,
				.limit = 3,
				.delay = 200,
				.max_delay = SECONDS(30),
				.reset = SECONDS(10),
				.success.exits = { 1 },
				.stop_count = 1 };
}

static const struct exit_status good = { EXIT_BY_CODE, 0 }, bad = { EXIT_BY_CODE, 3 };

static enum svc_event end_of(const struct policy *p, bool ready, struct exit_status end)
{
	struct restart_history h = { .was_ready = ready, .ready_at = 0 };

	return policy_after_exit(p, &h, end, false, 5);
}

static void event_after_each_exit(void **state)
{
	struct policy p = daemon_policy();

	(void)state;
	assert_int_equal(end_of(&p, true, good), ON_DIED_AGAIN);
	p.restart = RESTART_ON_FAILURE;
	assert_int_equal(end_of(&p, true, good), ON_DIED_DONE);
	assert_int_equal(end_of(&p, true, bad), ON_DIED_AGAIN);
	assert_int_equal(end_of(&p, false, good), ON_DIED_AGAIN); /* before ready */
	p.restart = RESTART_NEVER;
	assert_int_equal(end_of(&p, true, good), ON_DIED_DONE);
	assert_int_equal(end_of(&p, true, bad), ON_DIED_FAILED);
	assert_int_equal(end_of(&p, false, good), ON_DIED_FAILED);
	p.task = true;
	assert_int_equal(end_of(&p, false, good), ON_DIED_DONE);
	assert_int_equal(end_of(&p, false, (struct exit_status){ EXIT_NOT_STARTED, 127 }),
			 ON_DIED_FAILED);
	assert_int_equal(end_of(&p, false, (struct exit_status){ EXIT_BY_SIGNAL, 15 }),
			 ON_DIED_FAILED);
	p.success.signals = 1u << 14;
	assert_int_equal(end_of(&p, false, (struct exit_status){ EXIT_BY_SIGNAL, 15 }),
			 ON_DIED_DONE);
	assert_int_equal(exit_status_code((struct exit_status){ EXIT_BY_SIGNAL, 11 }), 139);
}

/* A start that cannot work is tried once more: without end if there is no limit, and not at
 * all with restart = never. */
static void starts_that_cannot_work(void **state)
{
	const struct exit_status useless = { EXIT_CANNOT_START, 127 };
	struct policy p = daemon_policy();
	struct restart_history h = { 0 };

	(void)state;
	assert_true(exit_status_never_ran(useless));
	assert_true(exit_status_never_ran((struct exit_status){ EXIT_NOT_STARTED, 125 }));
	assert_false(exit_status_never_ran(good));
	assert_false(exit_status_never_ran((struct exit_status){ EXIT_BY_SIGNAL, 9 }));
	assert_int_equal(policy_after_exit(&p, &h, useless, false, 0), ON_DIED_AGAIN);
	assert_int_equal(policy_after_exit(&p, &h, useless, false, 0), ON_DIED_FAILED);
	/* The program was ready for a long time, then its file was replaced. */
	h = (struct restart_history){ .was_ready = true };
	assert_int_equal(policy_after_exit(&p, &h, useless, false, HOURS(1)),
			 ON_DIED_AGAIN);
	assert_int_equal(policy_after_exit(&p, &h, useless, false, HOURS(1)),
			 ON_DIED_FAILED);
	h = (struct restart_history){ 0 };
	p.limit = 0;
	for (int i = 0; i < 1000; i++)
		assert_int_equal(policy_after_exit(&p, &h, useless, false, 0),
				 ON_DIED_AGAIN);
	p.restart = RESTART_NEVER;
	assert_int_equal(policy_after_exit(&p, &h, useless, false, 0), ON_DIED_FAILED);
}

static void codes(void **state)
{
	struct policy p = daemon_policy();

	(void)state;
	memset(&p.success, 0, sizeof p.success);
	for (int code = 0; code < 256; code++) {
		p.success.exits[code / 32] = 1u << code % 32;
		for (int other = 0; other < 256; other++)
			assert_int_equal(policy_success(&p,
							(struct exit_status){ EXIT_BY_CODE,
									      other }),
					 other == code);
		p.success.exits[code / 32] = 0;
	}
	for (int number = 1; number <= 64; number++) {
		p.success.signals = (uint64_t)1 << (number - 1);
		for (int other = 0; other < 128; other++)
			assert_int_equal(policy_success(&p,
							(struct exit_status){
								EXIT_BY_SIGNAL, other }),
					 other == number);
	}
	p.success.signals = UINT64_MAX;
	memset(p.success.exits, 0xff, sizeof p.success.exits);
	assert_false(policy_success(&p, (struct exit_status){ EXIT_NOT_STARTED, 0 }));
	assert_false(policy_success(&p, (struct exit_status){ (enum exit_kind)9, 0 }));
}

/* The values of Marsaglia's generator, computed elsewhere. They are the same on every
 * machine. */
static void backoff_is_seeded(void **state)
{
	static const msec want[] = { 30136, 28920, 29837, 31267, 27151 };
	struct policy p = daemon_policy();
	uint64_t seed = 42;

	(void)state;
	p.delay = SECONDS(30);
	for (size_t i = 0; i < ARRAY_LEN(want); i++)
		assert_int_equal(policy_backoff(&p, 1, &seed), want[i]);
}

static void stop_time(void **state)
{
	struct policy p = daemon_policy();

	(void)state;
	p.stop_waits[0] = 1;
	p.stop_waits[1] = 20;
	p.stop_waits[2] = 300;
	p.pre_stop_timeout = 4000;
	assert_int_equal(policy_stop_time(&p), 1);
	p.stop_count = 2;
	assert_int_equal(policy_stop_time(&p), 21);
	p.pre_stop = true;
	assert_int_equal(policy_stop_time(&p), 4021);
	p.post_stop_time = 50000;
	assert_int_equal(policy_stop_time(&p), 54021);
	p.default_waits = DEFAULT_STOP(1) | DEFAULT_PRE_STOP;
	assert_int_equal(policy_stop_time(&p), 54021);
	assert_int_equal(policy_stop_time_left(&p, true, 0).by_default, 4020);
	assert_int_equal(policy_stop_time_left(&p, true, 0).configured, 50001);
	assert_int_equal(policy_stop_time_left(&p, false, 1).by_default, 20);
	assert_int_equal(policy_stop_time_left(&p, false, 1).configured, 50000);
}

static void limit_and_reset(void **state)
{
	struct policy p = daemon_policy();
	struct restart_history h = { 0 };

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_int_equal(policy_after_exit(&p, &h, bad, false, 0), ON_DIED_AGAIN);
	assert_int_equal(policy_after_exit(&p, &h, bad, false, 0), ON_DIED_FAILED);
	h.was_ready = true;
	assert_int_equal(policy_after_exit(&p, &h, bad, false, 9999), ON_DIED_FAILED);
	assert_int_equal(policy_after_exit(&p, &h, bad, false, 10000), ON_DIED_AGAIN);
	assert_int_equal(h.restarts, 0); /* a long run does not count */
	p.limit = 0;
	h.restarts = 1000;
	assert_int_equal(policy_after_exit(&p, &h, bad, false, 0), ON_DIED_AGAIN);
}

static void backoff_grows(void **state)
{
	struct policy p = daemon_policy();
	uint64_t seed = 42;

	(void)state;
	for (uint32_t k = 1; k < 70; k++) {
		msec plain = k < 9 ? 200ll << (k - 1) : SECONDS(30);
		plain = plain > SECONDS(30) ? SECONDS(30) : plain;
		msec least = SECONDS(60), most = 0;
		for (int i = 0; i < 500; i++) {
			msec is = policy_backoff(&p, k, &seed);
			least = is < least ? is : least;
			most = is > most ? is : most;
		}
		assert_in_range(least, plain * 9 / 10, plain * 92 / 100);
		assert_in_range(most, plain * 108 / 100, plain * 11 / 10);
	}
	p.delay = 0;
	assert_int_equal(policy_backoff(&p, 5, &seed), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(event_after_each_exit),
		cmocka_unit_test(starts_that_cannot_work),
		cmocka_unit_test(limit_and_reset),
		cmocka_unit_test(backoff_grows),
		cmocka_unit_test(codes),
		cmocka_unit_test(backoff_is_seeded),
		cmocka_unit_test(stop_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
