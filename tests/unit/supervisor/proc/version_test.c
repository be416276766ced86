/* tests/unit/supervisor/proc/version_test.c - checks the order of names that contain
 * numbers. */
#include "supervisor/proc/version.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Each name sorts before all that follow it. */
static const char *const rising[] = {
	"",
	"-",
	"0",
	"00",
	"1",
	"2",
	"09",
	"9",
	"9-b",
	"9a",
	"10",
	"10-a",
	"10-b9",
	"10-b10",
	"100",
	"99999999999999999999999999999998",
	"99999999999999999999999999999999",
	"100000000000000000000000000000000",
	"A",
	"a",
	"a0",
	"a0b",
	"a1",
	"a01b",
	"a1b",
	"a2",
	"a2.9",
	"a2.10",
	"a02a",
	"ab",
	"\xc3\xa4",
};
#define COUNT (sizeof rising / sizeof rising[0])

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

static void names_are_in_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT; i++) {
		for (size_t j = 0; j < COUNT; j++) {
			int want = i < j ? -1 : i > j;

			if (sign(version_compare(rising[i], rising[j])) != want)
				fail_msg("\"%s\" and \"%s\": not %d", rising[i], rising[j],
					 want);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(names_are_in_order) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
