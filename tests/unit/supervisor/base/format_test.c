/* tests/unit/supervisor/base/format_test.c - checks durations and wait statuses in
 * messages. */
#include "supervisor/base/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

static void durations(void **state)
{
	static const struct {
		msec time;
		const char *text;
	} rows[] = {
		{ -5, "0 ms" },      { 0, "0 ms" },       { 120, "120 ms" },
		{ 999, "999 ms" },   { 1000, "1.0 s" },   { 2150, "2.1 s" },
		{ 99999, "99.9 s" }, { 100000, "100 s" }, { 3600000, "3600 s" },
	};
	char text[32];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_string_equal(format_duration(rows[i].time, text), rows[i].text);
}

static void wait_statuses(void **state)
{
	static const struct {
		int wstatus;
		const char *text;
	} rows[] = {
		{ 0, "exited with code 0" },
		{ 3 << 8, "exited with code 3" },
		{ 15, "killed by SIGTERM" },
		{ 9, "killed by SIGKILL" },
		{ 11 | 0x80, "killed by SIGSEGV (core dumped)" },
	};
	char text[64];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_string_equal(format_wait_status(rows[i].wstatus, text),
				    rows[i].text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(durations),
		cmocka_unit_test(wait_statuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
