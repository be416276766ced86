/* tests/unit/supervisor/logger/format/reply_line_test.c - checks that a log line becomes one
 * reply line of at most 4096 bytes, or parts between characters. */
#include "supervisor/logger/format/reply_line.h"

#include "conf/base/escape.h"
#include "conf/base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct reply_line a_line(const char *text, size_t len)
{
	return (struct reply_line){ .at_usec = 1700000000123456ull,
				    .name = "web@2",
				    .stream = "stdout",
				    .pid = 42,
				    .text = text,
				    .len = len };
}

static void a_short_line_is_one_reply(void **state)
{
	struct reply_line line = a_line("say \"hi\"\r", 9);
	char out[REPLY_LINE_MAX + 1];
	size_t taken;

	(void)state;
	out[reply_line_format(&line, out, &taken)] = '\0';
	assert_string_equal(out, "{\"type\":\"line\",\"at_ms\":1700000000123,"
				 "\"name\":\"web@2\",\"stream\":\"stdout\",\"pid\":42,"
				 "\"text\":\"say \\\"hi\\\"\"}\n");
	assert_int_equal(taken, 9);
	line.pid = 0;
	line.part = true;
	line.len = 3;
	out[reply_line_format(&line, out, &taken)] = '\0';
	assert_string_equal(out, "{\"type\":\"line\",\"at_ms\":1700000000123,"
				 "\"name\":\"web@2\",\"stream\":\"stdout\","
				 "\"part\":true,\"text\":\"say\"}\n");
}

/* Formats the text in parts. Each must be an object, and all must be used up. */
static unsigned count_parts(const char *text, size_t len)
{
	char out[REPLY_LINE_MAX];
	unsigned parts = 0;

	for (size_t taken; len > 0; text += taken, len -= taken, parts++) {
		struct reply_line line = a_line(text, len);
		size_t n = reply_line_format(&line, out, &taken);

		assert_in_range(n, 1, REPLY_LINE_MAX);
		assert_in_range(taken, 1, len);
		assert_int_equal(out[n - 1], '\n');
		assert_true(json_is_object(out, n));
		assert_int_equal(memmem(out, n, "\"part\":true", 11) != NULL, taken < len);
		assert_null(memmem(out, n, "\\\\x", 3)); /* no broken character */
	}
	return parts;
}

static void a_long_line_is_cut_between_characters(void **state)
{
	static char text[16384];

	(void)state;
	memset(text, 'x', sizeof text);
	assert_int_equal(count_parts(text, sizeof text), 6);
	memset(text, '\1', sizeof text);
	assert_in_range(count_parts(text, sizeof text), 20, 50);
	for (size_t i = 0; i + 3 <= sizeof text; i += 3)
		memcpy(text + i, "\xe2\x82\xac", 3);
	assert_int_equal(count_parts(text, sizeof text / 3 * 3), 6);
	text[0] = 'x';
	for (size_t i = 1; i + 4 <= sizeof text; i += 4)
		memcpy(text + i, "\xf0\x9f\x98\x80", 4);
	assert_int_equal(count_parts(text, (sizeof text - 1) / 4 * 4 + 1), 6);
}

static void a_message_is_an_object(void **state)
{
	char out[REPLY_LINE_MAX + 1], text[9000];

	(void)state;
	out[reply_message_format("info", "a \"b\"", out)] = '\0';
	assert_string_equal(out, "{\"type\":\"message\",\"level\":\"info\","
				 "\"text\":\"a \\\"b\\\"\"}\n");
	memset(text, '"', sizeof text);
	text[sizeof text - 1] = '\0';
	assert_true(json_is_object(out, reply_message_format("info", text, out)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_short_line_is_one_reply),
		cmocka_unit_test(a_long_line_is_cut_between_characters),
		cmocka_unit_test(a_message_is_an_object),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
