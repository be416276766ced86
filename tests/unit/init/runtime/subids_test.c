/* tests/unit/init/runtime/subids_test.c - checks that invalid lines are skipped. */
#include "init/runtime/subids.h"

#include "conf/base/base.h"

/* cmocka.h needs these headers before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_ranges(void **state)
{
	static const struct {
		const char *text;
		size_t count;
		uint32_t start, length;
	} rows[] = {
		{ "ann:100000:65536\n", 1, 100000, 65536 },
		{ "ann:100000:65536", 1, 100000, 65536 },
		{ "1000:7:8\n", 1, 7, 8 },
		{ "bob:1:2\nann:3:4\n", 1, 3, 4 },
		{ "ann:1:2\nann:5:6\n", 2, 1, 2 },
		{ "", 0, 0, 0 },
		{ "ann:100000\n", 0, 0, 0 },
		{ "ann:100000:0\n", 0, 0, 0 },
		{ "ann: 1:2\n", 0, 0, 0 },
		{ "ann:1:2:3\n", 0, 0, 0 },
		{ "ann:-1:2\n", 0, 0, 0 },
		{ "ann:4294967295:1\n", 0, 0, 0 },
		{ "ann:4294967290:100\n", 0, 0, 0 },
		{ "ann:1:2:3\nann:4:5\n", 1, 4, 5 },
		{ "annabel:1:2\n", 0, 0, 0 },
		{ "01000x:1:2\n", 0, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct subid_range found[4] = { { 0, 0 } };

		assert_int_equal(subids_parse(rows[i].text, "ann", 1000, found, 4),
				 rows[i].count);
		assert_int_equal(found[0].start, rows[i].start);
		assert_int_equal(found[0].count, rows[i].length);
	}
}

static void test_names(void **state)
{
	static const char text[] =
		"root:x:0:0::/root:/bin/sh\n"
		"bad:x:1000\n:x:1000:1::/:\nann:x:1000:1000::/:/bin/sh\n";
	char name[8];

	(void)state;
	assert_true(passwd_name(text, 1000, name, sizeof name));
	assert_string_equal(name, "ann");
	assert_false(passwd_name(text, 1001, name, sizeof name));
	assert_false(passwd_name("averylongname:x:5:5::/:\n", 5, name, sizeof name));
}

static void test_no_regular_file(void **state)
{
	struct subid_range found[1];

	(void)state;
	assert_int_equal(subids_read("/dev/zero", "ann", 1000, found, 1), 0);
	assert_int_equal(subids_read("/nonexistent", "ann", 1000, found, 1), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_ranges),
					    cmocka_unit_test(test_names),
					    cmocka_unit_test(test_no_regular_file) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
