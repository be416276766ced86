/* tests/unit/conf/base/text_test.c - tests setting, appending and truncating a message. */
#include "conf/base/text.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void is_written(void **state)
{
	char message[16] = "old";
	struct text err = TEXT(message);

	(void)state;
	assert_false(text_is_empty(&err));
	text_clear(&err);
	assert_true(text_is_empty(&err));
	text_set(&err, "%s:%d", "a.ini", 3);
	assert_string_equal(message, "a.ini:3");
	text_append(&err, ": %s", "bad");
	assert_string_equal(message, "a.ini:3: bad");
	assert_int_equal(text_fail(&err, "no %s", "file"), -EINVAL);
	assert_string_equal(message, "no file");
}

static void is_cut_off(void **state)
{
	char message[8];
	struct text err = TEXT(message);

	(void)state;
	text_set(&err, "%s", "123456789");
	assert_string_equal(message, "1234567");
	text_append(&err, "%s", "more");
	assert_string_equal(message, "1234567");
	text_set(&err, "12345");
	text_append(&err, "%s", "6789");
	assert_string_equal(message, "1234567");
}

static void is_copied_only_whole(void **state)
{
	char message[8] = "old";
	struct text copy = TEXT(message);

	(void)state;
	assert_false(text_copy(&copy, "12345678", 8));
	assert_string_equal(message, "old");
	assert_true(text_copy(&copy, "12345678", 7));
	assert_string_equal(message, "1234567");
	assert_true(text_copy(&copy, "", 0));
	assert_true(text_is_empty(&copy));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_written),
		cmocka_unit_test(is_cut_off),
		cmocka_unit_test(is_copied_only_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
