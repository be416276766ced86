/* tests/unit/conf/base/edit_distance_test.c - tests the edit distance of two words. */
#include "conf/base/edit_distance.h"

#include "conf/base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void slips_between_words(void **state)
{
	static const struct {
		const char *a, *b;
		unsigned slips;
	} table[] = {
		{ "", "", 0 },
		{ "web", "web", 0 },
		{ "web", "wb", 1 },
		{ "web", "webs", 1 },
		{ "web", "wab", 1 },
		{ "web", "wbe", 1 },
		{ "web", "ewb", 1 },
		{ "", "abc", 3 },
		{ "restart", "restrat", 1 },
		{ "abcd", "badc", 2 },
		{ "kitten", "sitting", 3 },
		{ "a234567890123456789012345678901234567890", "a", EDIT_DISTANCE_MAX },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		assert_int_equal(edit_distance(table[i].a, table[i].b), table[i].slips);
		assert_int_equal(edit_distance(table[i].b, table[i].a), table[i].slips);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slips_between_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
