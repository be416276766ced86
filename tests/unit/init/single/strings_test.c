/* tests/unit/init/single/strings_test.c - checks escaping and truncation of strings. */
#include "init/single/strings.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

/* cmocka.h needs these headers before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char *finish(struct message_buffer *line)
{
	line->text[line->length] = '\0';
	return line->text;
}

static void test_compare(void **state)
{
	(void)state;
	assert_true(string_equal("", "") && string_equal("ab", "ab"));
	assert_false(string_equal("ab", "a") || string_equal("a", "ab"));
	assert_int_equal(string_length("abc"), 3);
	assert_string_equal(string_after("PATH=/bin", "PATH="), "/bin");
	assert_string_equal(string_after("PATH=", "PATH="), "");
	assert_null(string_after("PAT", "PATH="));
}

static void test_append(void **state)
{
	struct message_buffer line = { .length = 0 };

	(void)state;
	line_append(&line, "a ");
	line_append_number(&line, -17);
	line_append(&line, " ");
	line_append_number(&line, LONG_MIN);
	assert_string_equal(finish(&line), "a -17 -9223372036854775808");
}

static void test_escape(void **state)
{
	static const struct {
		const char *text, *escaped;
	} rows[] = {
		{ "plain", "plain" },         { "a\tb\x7f", "a\\x09b\\x7f" },
		{ "\xc2\x9b", "\\xc2\\x9b" }, /* U+009B, the C1 control CSI */
		{ "\xc3\xbc", "\xc3\xbc" },   /* u with diaeresis */
		{ "\xc2\xa0", "\xc2\xa0" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct message_buffer line = { .length = 0 };

		line_append_escaped(&line, rows[i].text);
		assert_string_equal(finish(&line), rows[i].escaped);
	}
}

static void test_cut_off(void **state)
{
	struct message_buffer line = { .length = 0 };

	(void)state;
	for (int i = 0; i < 100; i++) {
		line_append(&line, "12345");
		line_append_escaped(&line, "\n");
	}
	assert_int_equal(line.length, sizeof line.text - 1);
	assert_memory_equal(line.text, "12345\\x0a12345\\x0a", 18);
}

static void test_errno_text(void **state)
{
	char buf[16];

	(void)state;
	assert_string_equal(errno_text(-ENOENT, buf), strerror(ENOENT));
	assert_string_equal(errno_text(-ENOEXEC, buf), strerror(ENOEXEC));
	assert_string_equal(errno_text(-12345, buf), "error 12345");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_compare),    cmocka_unit_test(test_append),
		cmocka_unit_test(test_escape),     cmocka_unit_test(test_cut_off),
		cmocka_unit_test(test_errno_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
