/* tests/unit/init/sys/sd_notify_test.c - checks messages and socket names. */
#include "init/sys/sd_notify.h"

#include <errno.h>
#include <string.h>

/* cmocka.h needs these headers before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_texts(void **state)
{
	static const struct {
		enum sd_state state;
		const char *begin, *end;
	} rows[] = {
		{ SD_STARTING, "STATUS=", "STATUS=text" },
		{ SD_RELOADING, "RELOADING=1\nMONOTONIC_USEC=", "\nSTATUS=text" },
		{ SD_READY, "READY=1\n", "READY=1\nSTATUS=text" },
		{ SD_STOPPING, "STOPPING=1\n", "STOPPING=1\nSTATUS=text" },
	};
	char text[160];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		size_t length = sd_notify_format(text, sizeof text, rows[i].state, "text");

		assert_int_equal(length, strlen(text));
		assert_memory_equal(text, rows[i].begin, strlen(rows[i].begin));
		assert_string_equal(text + length - strlen(rows[i].end), rows[i].end);
	}
	assert_int_equal(sd_notify_format(text, 8, SD_READY, "text"), 7);
}

static void test_socket(void **state)
{
	char *environment[] = { (char *)"PATH=/bin", (char *)"NOTIFY_SOCKET=@abc", NULL };

	(void)state;
	assert_string_equal(sd_notify_socket(environment), "@abc");
	assert_null(sd_notify_socket(environment + 2));
	assert_int_equal(sd_notify_open("relative"), -EAFNOSUPPORT);
	assert_int_equal(sd_notify_open("/"), -EAFNOSUPPORT);
	assert_true(sd_notify_open("/nonexistent/socket") < 0);
}

static uint64_t usec(const char *first, const char *second)
{
	char *environment[] = { (char *)(uintptr_t)first, (char *)(uintptr_t)second, NULL };

	return sd_watchdog_usec(environment, 7);
}

static void test_watchdog(void **state)
{
	(void)state;
	assert_int_equal(usec("WATCHDOG_USEC=30000000", NULL), 30000000);
	assert_int_equal(usec("WATCHDOG_PID=7", "WATCHDOG_USEC=5"), 5);
	assert_int_equal(usec("WATCHDOG_USEC=5", "WATCHDOG_PID=8"), 0);
	assert_int_equal(usec("WATCHDOG_USEC=5", "WATCHDOG_PID="), 0);
	assert_int_equal(usec("WATCHDOG_USEC=", NULL), 0);
	assert_int_equal(usec("WATCHDOG_USEC=-5", NULL), 0);
	assert_int_equal(usec("WATCHDOG_USEC=5s", NULL), 0);
	assert_int_equal(usec("WATCHDOG_USEC=99999999999999999999", NULL), 0);
	assert_int_equal(usec("WATCHDOG_PID=7", NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_socket),
		cmocka_unit_test(test_watchdog),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
