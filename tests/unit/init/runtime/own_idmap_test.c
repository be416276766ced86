/* tests/unit/init/runtime/own_idmap_test.c - checks ranges against lines of a map. */
#include "init/runtime/own_idmap.h"

#include "conf/base/base.h"

/* cmocka.h needs these headers before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_covers(void **state)
{
	static const struct {
		const char *text;
		uint32_t outside, count;
		bool covered;
	} rows[] = {
		{ "         0          0 4294967295\n", 0, UINT32_MAX, true },
		{ "         0          0 4294967295\n", 0x20000000, 65536, true },
		{ "0 1000 1\n", 0, 1, true },
		{ "0 1000 1\n", 0, 2, false },
		{ "0 1000 1\n", 1, 1, false },
		{ "0 1000 1\n1 100000 65536\n", 1, 65536, true },
		{ "0 1000 1\n1 100000 65536\n", 2, 65536, false },
		{ "0 1000 1\n1 100000 65536\n", 65537, 1, false },
		{ "", 0, 1, false },
		{ "0 1000\n", 0, 1, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct id_range range = { 0, rows[i].outside, rows[i].count };

		assert_int_equal(own_idmap_covers(rows[i].text, &range), rows[i].covered);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_covers) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
