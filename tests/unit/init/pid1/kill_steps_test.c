/* tests/unit/init/pid1/kill_steps_test.c - checks the order of the final signals. */
#include "init/pid1/kill_steps.h"

#include <signal.h>

/* cmocka.h needs these headers before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Returns the number of SIGKILL rounds from step `n` on. */
static unsigned count_kills(unsigned n, bool skip_term, bool late)
{
	struct kill_step step;
	unsigned rounds = 0;

	for (; kill_step(n, skip_term, late, &step); n++, rounds++) {
		assert_int_equal(step.signals[0], SIGKILL);
		assert_int_equal(step.signals[1], 0);
		assert_int_equal(step.wait, 100);
		assert_false(step.shortened);
	}
	return rounds;
}

static void test_term_comes_before_kill(void **state)
{
	struct kill_step step;

	(void)state;
	assert_true(kill_step(0, false, false, &step));
	assert_int_equal(step.signals[0], SIGTERM);
	assert_int_equal(step.signals[1], SIGCONT);
	assert_int_equal(step.wait, SECONDS(1));
	assert_true(step.shortened);
	assert_int_equal(count_kills(1, false, false), 10);
}

static void test_kill_only(void **state)
{
	(void)state;
	assert_int_equal(count_kills(0, true, false), 10);
}

static void test_late(void **state)
{
	(void)state;
	assert_int_equal(count_kills(0, true, true), 3);
	assert_int_equal(count_kills(1, false, true), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_term_comes_before_kill),
		cmocka_unit_test(test_kill_only),
		cmocka_unit_test(test_late),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
