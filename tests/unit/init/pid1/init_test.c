/* tests/unit/init/pid1/init_test.c - checks which variables are hidden from services. */
#include "init/pid1/init.h"

/* cmocka.h needs these headers before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_environment(void **state)
{
	static struct init init;
	char *environment[] = {
		(char *)"NOTIFY_SOCKET=/run/n", (char *)"PATH=/bin",
		(char *)"LISTEN_FDS=1",         (char *)"LISTEN_FDSX=1",
		(char *)"WATCHDOG_USEC=1",      (char *)"NOTIFY_SOCKETS=1",
		(char *)"LISTEN_PIDFDID=1",     NULL,
	};

	(void)state;
	init_environment(&init, environment);
	assert_ptr_equal(init.host.environment, environment);
	assert_string_equal(environment[0], "PATH=/bin");
	assert_string_equal(environment[1], "LISTEN_FDSX=1");
	assert_string_equal(environment[2], "NOTIFY_SOCKETS=1");
	assert_null(environment[3]);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_environment) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
