/* tests/unit/conf/base/json_test.c - tests recognition of JSON objects, and escaping of
 * valid and invalid UTF-8. */
#include "conf/base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void objects(void **state)
{
	static const char *const good[] = {
		"{}",
		" { } ",
		"{\"a\":{\"b\":[1,-2.5e+3,true,null,\"\\u00e4\\n\"]}}",
		"{\"a\":[],\"b\":[[],{}]}",
		"{\"\":0}",
	};
	static const char *const bad[] = {
		"",
		"{",
		"[]",
		"\"a\"",
		"{}x",
		"{a:1}",
		"{\"a\"}",
		"{\"a\":}",
		"{\"a\":1,}",
		"{\"a\":01}",
		"{\"a\":1.}",
		"{\"a\":\"\x01\"}",
		"{\"a\":\"\xff\"}",
		"{\"a\":[1}",
		"{\"a\":\"\\x\"}",
		"{\"a\":tru}",
		"{,}",
		"{\"a\":1 \"b\":2}",
	};
	char deep[200];

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		assert_true(json_is_object(good[i], strlen(good[i])));
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(json_is_object(bad[i], strlen(bad[i])));
	memcpy(deep, "{\"a\":", 5);
	for (size_t n = JSON_DEPTH_MAX - 2; n <= JSON_DEPTH_MAX + 1; n++) {
		memset(deep + 5, '[', n);
		memset(deep + 5 + n, ']', n);
		deep[5 + 2 * n] = '}';
		assert_int_equal(json_is_object(deep, 6 + 2 * n), n < JSON_DEPTH_MAX);
	}
}

/* Tests every ASCII byte at every offset, because the code reads eight bytes at a time. */
static void every_byte(void **state)
{
	char text[21], want[64], got[64], one[8];

	(void)state;
	for (int c = 0; c < 0x80; c++) {
		char byte = (char)c;
		size_t n = json_escape(one, &byte, 1);

		assert_int_equal(n > 1, c < 0x20 || c == '"' || c == '\\' || c == 0x7f);
		for (size_t at = 0; at < sizeof text; at++) {
			memset(text, '#', sizeof text);
			memset(want, '#', sizeof want);
			text[at] = byte;
			memcpy(want + at, one, n);
			assert_int_equal(json_escape(got, text, sizeof text),
					 sizeof text - 1 + n);
			assert_memory_equal(got, want, sizeof text - 1 + n);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(objects),
		cmocka_unit_test(every_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
