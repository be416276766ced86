/* tests/unit/supervisor/proc/unmapped_test.c - checks the text of an id map. */
#include "supervisor/proc/unmapped.h"

#include "conf/base/base.h"

/* cmocka.h needs these headers before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void test_lookup(void **state)
{
	static const struct {
		const char *map;
		uint32_t id;
		bool found;
		const char *text;
	} rows[] = {
		{ "         0     300000         10\n", 9, true, "0-9" },
		{ "         0     300000         10\n", 10, false, "0-9" },
		{ "0 1000 1\n1 100000 65536\n", 65536, true, "0, 1-65536" },
		{ "0 1000 1\n1 100000 65536\n", 65537, false, "0, 1-65536" },
		{ "0 0 4294967295\n", 4294967294u, true, "0-4294967294" },
		{ "1000 1000 1\n", 0, false, "1000" },
		{ "", 0, false, "" },
		{ "0 0\n", 0, false, "" },
		{ "5 0 0\n", 5, false, "" },
	};
	char text[160];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_int_equal(unmapped_lookup(rows[i].map, rows[i].id, text,
						 sizeof text),
				 rows[i].found);
		assert_string_equal(text, rows[i].text);
	}
}

/* Ranges that do not fit into the text are not printed, but they are counted. */
static void test_more_lines_than_the_text_holds(void **state)
{
	char map[8192] = "", text[160];
	size_t used = 0;

	(void)state;
	for (unsigned i = 0; i < 340; i++)
		used += (size_t)snprintf(map + used, sizeof map - used, "%u %u 1\n", 2 * i,
					 2 * i);
	assert_true(unmapped_lookup(map, 678, text, sizeof text));
	assert_false(unmapped_lookup(map, 679, text, sizeof text));
	assert_memory_equal(text, "0, 2, 4, ", 9);
	assert_in_range(strlen(text), sizeof text / 2, sizeof text - 1);
	assert_null(strstr(text, "678"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lookup),
		cmocka_unit_test(test_more_lines_than_the_text_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
