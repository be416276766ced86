/* tests/unit/supervisor/core/policy_test.c - ends, limits, pauses. */
#include "supervisor/core/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* needs the four above */
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

static const struct end good = { END_EXIT, 0 }, bad = { END_EXIT, 3 };

static enum svc_event end_of(const struct policy *p, bool ready, struct end end)
{
	struct history h = { .was_ready = ready, .ready_at = 0 };

	return policy_verdict(p, &h, end, false, 5);
}

static void verdicts(void **state)
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
	assert_int_equal(end_of(&p, false, (struct end){ END_NOT_STARTED, 127 }),
			 ON_DIED_FAILED);
	assert_int_equal(end_of(&p, false, (struct end){ END_SIGNAL, 15 }), ON_DIED_FAILED);
	p.success.signals = 1u << 14;
	assert_int_equal(end_of(&p, false, (struct end){ END_SIGNAL, 15 }), ON_DIED_DONE);
	assert_int_equal(end_code((struct end){ END_SIGNAL, 11 }), 139);
}

static void limit_and_reset(void **state)
{
	struct policy p = daemon_policy();
	struct history h = { 0 };

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_int_equal(policy_verdict(&p, &h, bad, false, 0), ON_DIED_AGAIN);
	assert_int_equal(policy_verdict(&p, &h, bad, false, 0), ON_DIED_FAILED);
	h.was_ready = true;
	assert_int_equal(policy_verdict(&p, &h, bad, false, 9999), ON_DIED_FAILED);
	assert_int_equal(policy_verdict(&p, &h, bad, false, 10000), ON_DIED_AGAIN);
	assert_int_equal(h.restarts, 0); /* a long run does not count */
	p.limit = 0;
	h.restarts = 1000;
	assert_int_equal(policy_verdict(&p, &h, bad, false, 0), ON_DIED_AGAIN);
}

static void pauses(void **state)
{
	struct policy p = daemon_policy();
	uint64_t seed = 42;

	(void)state;
	for (uint32_t k = 1; k < 70; k++) {
		msec plain = k < 9 ? 200ll << (k - 1) : SECONDS(30);
		plain = plain > SECONDS(30) ? SECONDS(30) : plain;
		msec least = SECONDS(60), most = 0;
		for (int i = 0; i < 500; i++) {
			msec is = policy_pause(&p, k, &seed);
			least = is < least ? is : least;
			most = is > most ? is : most;
		}
		assert_in_range(least, plain * 9 / 10, plain * 92 / 100);
		assert_in_range(most, plain * 108 / 100, plain * 11 / 10);
	}
	p.delay = 0;
	assert_int_equal(policy_pause(&p, 5, &seed), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdicts),
		cmocka_unit_test(limit_and_reset),
		cmocka_unit_test(pauses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
