/* tests/unit/conf/base/number_test.c - tests the parsing of numbers, durations, sizes
 * and ids. */
#include "conf/base/number.h"
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void numbers(void **state)
{
	int64_t n = -7;
	uint32_t id;
	bool yes;

	(void)state;
	assert_true(number_parse("9223372036854775807", &n) && n == INT64_MAX);
	assert_false(number_parse("9223372036854775808", &n));
	assert_int_equal(n, INT64_MAX);
	assert_false(number_parse("", &n) || number_parse("+1", &n) ||
		     number_parse(" 1", &n) || number_parse("1 ", &n) ||
		     number_parse("0x1", &n) || number_parse("-1", &n));
	assert_true(number_parse_signed("-20", &n) && n == -20);
	assert_false(number_parse_signed("--2", &n) || number_parse_signed("-", &n));
	assert_true(number_parse_octal("022", &n) && n == 022);
	assert_false(number_parse_octal("8", &n) || number_parse_octal("10000", &n));
	assert_true(number_parse_msec("250ms", &n) && n == 250);
	assert_true(number_parse_msec("2h", &n) && n == HOURS(2));
	assert_true(number_parse_msec("0", &n) && n == 0);
	assert_false(number_parse_msec("10", &n) || number_parse_msec("1.5s", &n) ||
		     number_parse_msec("9223372036854775807h", &n) ||
		     number_parse_msec("s", &n));
	assert_true(number_parse_size("64K", &n) && n == 65536);
	assert_false(number_parse_size("64KB", &n) || number_parse_size("9999999999T", &n));
	assert_true(number_parse_bool("oN", &yes) && yes);
	assert_true(number_parse_bool("FALSE", &yes) && !yes);
	assert_false(number_parse_bool("onn", &yes) || number_parse_bool("", &yes));
	assert_true(number_parse_id("4294967294", &id) && id == 4294967294u);
	assert_false(number_parse_id("4294967295", &id) ||
		     number_parse_id("4294967296", &id));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
