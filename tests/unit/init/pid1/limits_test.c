/* tests/unit/init/pid1/limits_test.c - checks the descriptor limit and the number of
 * watchers. */
#include "init/pid1/limits.h"

#include "init/pid1/init.h"
#include "tests/unit/conf/loading.h"

#include <sys/resource.h>

static void test_sums(void **state)
{
	struct sup_needs none = sup_needs(0), many = sup_needs(1000);

	(void)state;
	assert_int_equal((many.fds - none.fds) % 1000, 0);
	assert_int_equal((many.watchers - none.watchers) % 1000, 0);
	assert_true(many.fds > none.fds && many.watchers > none.watchers);
	/* PID 1 has its own watchers in addition to the supervisor's. */
	assert_true(limits_watchers(0) > none.watchers);
	assert_int_equal(limits_watchers(1000) - limits_watchers(0),
			 many.watchers - none.watchers);
}

static rlim_t soft_limit(void)
{
	struct rlimit now;

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &now), 0);
	return now.rlim_cur;
}

/* The soft limit is raised up to the hard limit, and never lowered. */
static void test_raise(void **state)
{
	struct rlimit limit;
	rlim_t need = sup_needs(1).fds;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_cur = 32;
	limit.rlim_max = need + 100;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	limits_raise(1);
	assert_int_equal(soft_limit(), need);
	limits_raise(0);
	assert_int_equal(soft_limit(), need);
	limits_raise(100000);
	assert_int_equal(soft_limit(), need + 100);
}

/* A configuration with fewer services does not lower the limit. */
static void test_grow(void **state)
{
	static struct init init = { .reserved_for = 1 };
	struct conf *two = load("[service:a]\ncommand = /bin/true\n"
				"[service:b]\ncommand = /bin/true\n");
	struct conf *one = load("[service:a]\ncommand = /bin/true\n");

	struct rlimit limit;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_cur = 32;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	limits_grow(&init, two);
	assert_int_equal(init.reserved_for, 2);
	assert_int_equal(soft_limit(), sup_needs(2).fds);
	limits_grow(&init, one);
	assert_int_equal(init.reserved_for, 2);
	assert_int_equal(soft_limit(), sup_needs(2).fds);
	conf_free(one);
	conf_free(two);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sums),
		cmocka_unit_test(test_grow),
		/* This test comes last, because it lowers the hard limit. */
		cmocka_unit_test(test_raise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
