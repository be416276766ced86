/* tests/unit/conf/base/escape_test.c - tests escaping and UTF-8 validation. */
#include "conf/base/escape.h"

#include "conf/base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void well_formed_utf8(void **state)
{
	static const struct {
		const char *text;
		bool valid;
	} table[] = {
		{ "", true },
		{ "a\x7f", true },
		{ "\xc3\xa4", true },
		{ "\xc1\xa4", false }, /* an overlong form */
		{ "\xc3", false },
		{ "\xe0\x9f\xbf", false }, /* an overlong form */
		{ "\xe2\x82\xac", true },
		{ "\xed\x9f\xbf", true },
		{ "\xed\xa0\x80", false },     /* a surrogate */
		{ "\xf0\x8f\xbf\xbf", false }, /* an overlong form */
		{ "\xf0\x9f\x98\x80", true },
		{ "\xf4\x8f\xbf\xbf", true },
		{ "\xf4\x90\x80\x80", false }, /* beyond U+10FFFF */
		{ "\xff", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		if (utf8_is_valid(table[i].text, strlen(table[i].text)) != table[i].valid)
			fail_msg("row %zu", i);
	}
}

static void text_for_messages(void **state)
{
	char buf[16];

	(void)state;
	assert_string_equal(printable_text("a\tb\xff\x7f", 5, buf, sizeof buf), "a?b??");
	assert_string_equal(printable_text("\xc3\xa4\xc3", 3, buf, sizeof buf),
			    "\xc3\xa4?");
	assert_string_equal(printable_text("abc\0def", 7, buf, sizeof buf), "abc");
	assert_string_equal(printable_text("abcdefghijklmnop", 16, buf, sizeof buf),
			    "abcdefghi...");
	assert_int_equal(escape_text(buf, sizeof buf, "a\x1b\xc2\x9b", 4), 13);
	assert_string_equal(buf, "a\\x1b\\xc2\\x9b");
}

static void controls_in_place(void **state)
{
	char buf[] = "a\tb\n\x7f \xc3\xa4~";

	(void)state;
	escape_controls(buf);
	assert_string_equal(buf, "a?b?? \xc3\xa4~");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(well_formed_utf8),
		cmocka_unit_test(text_for_messages),
		cmocka_unit_test(controls_in_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
