/* tests/unit/supervisor/env/setup_vars_test.c - checks the lines that a setup writes to
 * CTINIT_ENV. */
#include "supervisor/env/setup_vars.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "tests/unit/supervisor/host.h"

#include <errno.h>
#include <stdlib.h>

static const char text[] = "[setup:one]\ncommand = true\n"
			   "[service:web]\ncommand = true\nautostart = no\n";
static char why[512];

static int begin(void **state)
{
	(void)state;
	host_begin(text);
	why[0] = '\0';
	return 0;
}

static const char *variable(const char *name)
{
	return env_get(setup_vars(host_unit(0)->ctx), name, strlen(name));
}

static int write_and_collect(const char *lines, size_t len, bool is_good)
{
	struct unit *setup = host_unit(0);

	setup_vars_open(setup);
	assert_int_equal(write(setup_vars_fd(setup), lines, len), len);
	return setup_vars_collect(setup, is_good, &TEXT(why));
}

static void lines_become_variables(void **state)
{
	(void)state;
	assert_int_equal(write_and_collect("A=1\nB=two words\n", 16, true), 0);
	assert_string_equal(variable("A"), "1");
	assert_string_equal(variable("B"), "two words");
	/* The next setup replaces one variable and keeps the others. */
	assert_int_equal(write_and_collect("A=2\n", 4, true), 0);
	assert_string_equal(variable("A"), "2");
	assert_string_equal(variable("B"), "two words");
}

static void only_a_setup_has_the_file(void **state)
{
	(void)state;
	setup_vars_open(host_unit(0));
	assert_true(setup_vars_fd(host_unit(0)) >= 10);
	assert_int_equal(setup_vars_fd(host_unit(1)), -1);
	assert_int_equal(setup_vars_collect(host_unit(0), true, &TEXT(why)), 0);
	assert_int_equal(setup_vars_fd(host_unit(0)), -1);
}

static void a_failed_setup_adds_nothing(void **state)
{
	(void)state;
	assert_int_equal(write_and_collect("A=1\n", 4, false), 0);
	assert_null(variable("A"));
}

static void a_wrong_line_is_named(void **state)
{
	(void)state;
	assert_true(write_and_collect("A=1\nnonsense\n", 13, true) < 0);
	assert_non_null(strstr(why, "CTINIT_ENV:2:"));
}

static void too_much_is_refused(void **state)
{
	size_t size = (1u << 20) + 1;
	char *lines = malloc(size);

	(void)state;
	memset(lines, '\n', size);
	assert_int_equal(write_and_collect(lines, size, true), -E2BIG);
	assert_string_equal(why, "CTINIT_ENV: more than 1 MiB");
	free(lines);
}

static void pending_until_setups_begin(void **state)
{
	(void)state;
	assert_true(setup_vars_are_pending(host_unit(0)->ctx));
	setup_vars_begin(host_unit(0)->ctx);
	assert_false(setup_vars_are_pending(host_unit(0)->ctx));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, host_finish)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(lines_become_variables),      TEST(only_a_setup_has_the_file),
		TEST(a_failed_setup_adds_nothing), TEST(a_wrong_line_is_named),
		TEST(too_much_is_refused),         TEST(pending_until_setups_begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
