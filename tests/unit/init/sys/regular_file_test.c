/* tests/unit/init/sys/regular_file_test.c - checks which files are refused. */
#include "init/sys/regular_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* cmocka.h needs these headers before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_read(void **state)
{
	char *text = NULL;
	size_t len = 0;

	(void)state;
	/* fstat(2) returns size 0 for a file in /proc. */
	assert_int_equal(read_regular_file("/proc/self/status", 1 << 20, &text, &len), 0);
	assert_int_equal(len, strlen(text));
	assert_non_null(strstr(text, "Name:"));
	free(text);
}

static void test_refused(void **state)
{
	char *text;
	size_t len;

	(void)state;
	assert_int_equal(read_regular_file("/proc/self/status", 10, &text, &len), -EFBIG);
	assert_int_equal(read_regular_file("/dev/null", 10, &text, &len), -EINVAL);
	assert_int_equal(read_regular_file("/", 10, &text, &len), -EINVAL);
	assert_int_equal(read_regular_file("/nonexistent", 10, &text, &len), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_read),
					    cmocka_unit_test(test_refused) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
