/* tests/unit/conf/base/id_map_line_test.c - reads lines of uid_map files. */
#include "conf/base/id_map_line.h"

#include "conf/base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

static void reads_each_line(void **state)
{
	const char *rest = "         0          0 4294967295\n\t7 1000 1\n";
	struct id_map_line line;

	(void)state;
	rest = id_map_line_read(rest, &line);
	assert_non_null(rest);
	assert_int_equal(line.inside, 0);
	assert_int_equal(line.outside, 0);
	assert_int_equal(line.count, UINT32_MAX);
	rest = id_map_line_read(rest, &line);
	assert_non_null(rest);
	assert_int_equal(line.inside, 7);
	assert_int_equal(line.outside, 1000);
	assert_int_equal(line.count, 1);
	assert_string_equal(rest, "\n");
	assert_null(id_map_line_read(rest, &line));
}

static void refuses_what_is_no_line(void **state)
{
	static const char *const wrong[] = {
		"",
		"\n",
		"1 2",
		"1 2 ",
		"1 -2 3",
		"a 2 3",
		"1 2 b",
		"4294967296 0 1",
		"0 99999999999999999999999 1",
		"0 0 4294967296",
	};
	struct id_map_line line;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		if (id_map_line_read(wrong[i], &line) != NULL)
			fail_msg("%s", wrong[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(reads_each_line),
					    cmocka_unit_test(refuses_what_is_no_line) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
