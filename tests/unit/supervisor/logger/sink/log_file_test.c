/* tests/unit/supervisor/logger/sink/log_file_test.c - checks how many lines go into a
 * log file before it is rotated. */
#include "supervisor/logger/sink/log_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void rotation(void **state)
{
	(void)state;
	assert_int_equal(log_file_part(0, 0, "a\nb\n", 4), 4);
	assert_int_equal(log_file_part(0, 10, "a\nb\n", 4), 4);
	assert_int_equal(log_file_part(7, 10, "a\nb\n", 4), 2);
	assert_int_equal(log_file_part(9, 10, "a\nb\n", 4), 0);
	assert_int_equal(log_file_part(10, 10, "a\nb\n", 4), 0);
	assert_int_equal(log_file_part(99, 10, "a\nb\n", 4), 0);
	assert_int_equal(log_file_part(0, 3, "long\nb\n", 7),
			 5); /* larger than the file may be */
	assert_int_equal(log_file_part(1, 3, "long\nb\n", 7), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rotation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
