/* tests/unit/supervisor/probe/health_test.c - checks the times of the first and the next
 * health check. */
#include "supervisor/probe/health.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void one_waits_an_interval(void **state)
{
	(void)state;
	assert_int_equal(health_spread(10000, 0, 1), 10000);
}

/* A thousand first checks are all at different times, none at once, and none later than an
 * interval. */
static void many_are_spread(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 1000; i++)
		assert_int_equal(health_spread(10000, i, 1000), 10000 - 10 * i);
	assert_int_equal(health_spread(SECONDS(86400), 999999, 1000000), 87);
}

/* A service keeps its own offset in the interval after any delay. */
static void the_next_keeps_its_place(void **state)
{
	(void)state;
	assert_int_equal(health_next(1000, 2000, 1010), 3000);
	/* The next check would be too soon. */
	assert_int_equal(health_next(1000, 2000, 2500), 5000);
	assert_int_equal(health_next(1000, 2000, 1999), 3000);
	assert_int_equal(health_next(1000, 2000, 2000), 3000);
	assert_int_equal(health_next(1000, 2000, 2001), 5000);
	for (msec due = 0; due < 2000; due += 70)
		assert_int_equal(health_next(due, 2000, 987654) % 2000, due);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_waits_an_interval),
		cmocka_unit_test(many_are_spread),
		cmocka_unit_test(the_next_keeps_its_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
