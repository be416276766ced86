/* tests/unit/conf/base/json_reader_test.c - reads flat JSON objects, and refuses others. */
#include "conf/base/json_reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char *line; /* without a NUL, so that a sanitizer finds reads behind its end */

static bool read_text(const char *text, struct json_object *ret)
{
	size_t len = strlen(text);

	free(line);
	line = malloc(len > 0 ? len : 1);
	assert_non_null(line);
	memcpy(line, text, len);
	return json_read(line, len, ret);
}

static void test_kinds(void **state)
{
	struct json_object o;

	(void)state;
	assert_true(
		read_text(" { \"type\" : \"unit\", \"name\":\"web@1\", \"pid\":17,\"n\":-5,"
			  "\"healthy\":true,\"enabled\":false,\"x\":null,"
			  "\"groups\":[ \"a\" , \"b c\" ],\"none\":[],\"f\":1.5e3 } ",
			  &o));
	assert_int_equal(o.count, 10);
	assert_string_equal(json_text(&o, "type"), "unit");
	assert_string_equal(json_text(&o, "name"), "web@1");
	assert_int_equal(json_number(&o, "pid", 0), 17);
	assert_int_equal(json_number(&o, "n", 0), -5);
	assert_int_equal(json_number(&o, "f", 0), 1);
	assert_true(json_is_true(&o, "healthy"));
	assert_false(json_is_true(&o, "enabled"));
	assert_int_equal(json_find(&o, "x")->kind, JSON_NULL);
	assert_string_equal(json_item(json_find(&o, "groups"), 0), "a");
	assert_string_equal(json_item(json_find(&o, "groups"), 1), "b c");
	assert_null(json_item(json_find(&o, "groups"), 2));
	assert_null(json_item(json_find(&o, "none"), 0));
	assert_null(json_item(json_find(&o, "absent"), 0));
	/* absent, or of another kind */
	assert_string_equal(json_text(&o, "pid"), "");
	assert_string_equal(json_text(&o, "absent"), "");
	assert_int_equal(json_number(&o, "name", 9), 9);
	assert_int_equal(json_number(&o, "absent", -1), -1);
	assert_false(json_is_true(&o, "pid"));
	assert_true(read_text("{}", &o));
	assert_int_equal(o.count, 0);
}

static void test_strings(void **state)
{
	static const struct {
		const char *json, *text;
	} rows[] = {
		{ "\"\"", "" },
		{ "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t" },
		{ "\"\\u0041\\u00e4\\u20AC\"", "A\xc3\xa4\xe2\x82\xac" },
		{ "\"\\ud83d\\ude00\"", "\xf0\x9f\x98\x80" },
		{ "\"a\\u0000b\"", "a\xef\xbf\xbd"
				   "b" },
		{ "\"\\ud83d\"", "\xef\xbf\xbd" },
		{ "\"\\ud83dx\"", "\xef\xbf\xbdx" },
		{ "\"\\ud83d\\u0041\"", "\xef\xbf\xbd"
					"A" },
		{ "\"\\udc00\\ud800\"", "\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\"\xe2\x82\xac\"", "\xe2\x82\xac" },
		{ "\"]},\"", "]}," },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct json_object o;
		char text[100];

		snprintf(text, sizeof text, "{\"a\":%s,\"b\":[%s,%s]}", rows[i].json,
			 rows[i].json, rows[i].json);
		assert_true(read_text(text, &o));
		assert_string_equal(json_text(&o, "a"), rows[i].text);
		assert_string_equal(json_item(json_find(&o, "b"), 0), rows[i].text);
		assert_string_equal(json_item(json_find(&o, "b"), 1), rows[i].text);
	}
}

static void test_numbers(void **state)
{
	struct json_object o;

	(void)state;
	assert_true(read_text("{\"a\":9223372036854775807,\"b\":9223372036854775808,"
			      "\"c\":-99999999999999999999,\"d\":0}",
			      &o));
	assert_true(json_number(&o, "a", 0) == INT64_MAX);
	assert_true(json_number(&o, "b", 0) == INT64_MAX);
	assert_true(json_number(&o, "c", 0) == -INT64_MAX);
	assert_int_equal(json_number(&o, "d", 7), 0);
}

static void test_refused(void **state)
{
	static const char *const rows[] = {
		"",
		"x",
		"[]",
		"{",
		"{\"a\":{}}",
		"{\"a\":[1]}",
		"{\"a\":[[]]}",
		"{\"a\":[\"b\",{}]}",
		"{\"a\":1}x",
		"{\"a\":\"\x01\"}",
		"{\"a\":[\"b\" \"c\"]}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct json_object o;

		assert_false(read_text(rows[i], &o));
		assert_int_equal(o.count, 0);
	}
}

/* The first of two equal names counts, and fields that are too many are ignored. */
static void test_many(void **state)
{
	char text[1000] = "{\"a\":1";
	struct json_object o;

	(void)state;
	for (int i = 0; i < JSON_FIELDS_MAX + 2; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text), ",\"a\":2");
	strcat(text, "}");
	assert_true(read_text(text, &o));
	assert_int_equal(o.count, JSON_FIELDS_MAX);
	assert_int_equal(json_number(&o, "a", 0), 1);
}

static int free_line(void **state)
{
	(void)state;
	free(line);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),   cmocka_unit_test(test_strings),
		cmocka_unit_test(test_numbers), cmocka_unit_test(test_refused),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, free_line);
}
