/* tests/unit/supervisor/proc/stat_line_test.c - parses names with any bytes, and truncated
 * text. */
#include "supervisor/proc/stat_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

static const char line[] =
	"12 (a) b (c) S 7 8 9 0 -1 4194304 110 0 2 0 21 22 0 0 20 0 3 0 444 5\n";

static void fields(void **state)
{
	struct stat_line s;

	(void)state;
	assert_true(stat_line_parse(line, STAT_START, &s));
	assert_string_equal(s.name, "a) b (c");
	assert_int_equal(s.state, 'S');
	assert_int_equal(s.fields[STAT_PARENT], 7);
	assert_int_equal(s.fields[STAT_GROUP], 8);
	assert_int_equal(s.fields[STAT_SESSION], 9);
	assert_int_equal(s.fields[STAT_FLAGS], 4194304);
	assert_int_equal(s.fields[STAT_USER_TICKS], 21);
	assert_int_equal(s.fields[STAT_SYSTEM_TICKS], 22);
	assert_int_equal(s.fields[STAT_THREADS], 3);
	assert_int_equal(s.fields[STAT_START], 444);
}

static void cut_off(void **state)
{
	struct stat_line s;

	(void)state;
	assert_false(stat_line_parse(line, STAT_ENV_END, &s));
	assert_false(stat_line_parse("12 (name", STAT_PARENT, &s));
	assert_false(stat_line_parse("12 (name) ", STAT_PARENT, &s));
	assert_false(stat_line_parse("12 (name) S", STAT_PARENT, &s));
	assert_false(stat_line_parse("12 name) S 1", STAT_PARENT, &s));
	assert_false(stat_line_parse("", STAT_PARENT, &s));
	assert_true(stat_line_parse("12 (name) S 1", STAT_PARENT, &s));
}

static void long_name(void **state)
{
	struct stat_line s;

	(void)state;
	assert_true(stat_line_parse("1 (0123456789abcdefXYZ) Z 1", STAT_PARENT, &s));
	assert_string_equal(s.name, "0123456789abcdef");
	assert_int_equal(s.state, 'Z');
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(fields),
					    cmocka_unit_test(cut_off),
					    cmocka_unit_test(long_name) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
