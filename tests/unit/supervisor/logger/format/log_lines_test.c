/* tests/unit/supervisor/logger/format/log_lines_test.c - formats lines in every format and
 * length, and in parts. */
#include "supervisor/logger/format/log_lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char out[4 * LINE_FORMATTED_MAX];

static const char *shown(enum line_format format, bool terminal, const char *time,
			 const char *text, size_t len)
{
	struct line_style style = { .format = format, .is_terminal = terminal };
	struct line_origin facts = { .name = "web@2",
				     .service = "web",
				     .instance = 2,
				     .stream = "stderr",
				     .pid = 7,
				     .time = time };
	struct formatted_lines buffer = { .text = out, .capacity = sizeof out - 1 };

	lines_head(&style, &facts);
	assert_int_equal(lines_format(&style, text, len, &buffer), len);
	out[buffer.used] = '\0';
	return out;
}

static void shapes(void **state)
{
	static const struct {
		enum line_format format;
		bool terminal;
		const char *time, *text, *want;
	} rows[] = {
		{ LINE_PLAIN, false, "", "a\n\033[1m\n\n", "a\n\033[1m\n\n" },
		{ LINE_PLAIN, false, "T ", "a\n{\n", "T a\nT {\n" },
		{ LINE_PLAIN, true, "", "a\tb\033[1m\xff\r\n", "a\tb\\x1b[1m\\xff\n" },
		{ LINE_PLAIN, true, "", "\xc2\x9b \xc3\xa4\n", "\\xc2\\x9b \xc3\xa4\n" },
		{ LINE_PREFIX, false, "", "a\n\nb\n", "web@2 | a\nweb@2 | \nweb@2 | b\n" },
		{ LINE_PREFIX, false, "", "{\"a\":1}\n", "{\"a\":1}\n" },
		{ LINE_PREFIX, true, "", "{\"a\":1}\n", "{\"a\":1}\n" },
		{ LINE_PREFIX, false, "T ", "a\n", "T web@2 | a\n" },
		{ LINE_JSON, false, "T", "a\"\\\n",
		  "{\"time\":\"T\",\"service\":\"web\",\"instance\":2,\"stream\":"
		  "\"stderr\",\"pid\":7,\"text\":\"a\\\"\\\\\"}\n" },
		{ LINE_JSON, false, "T", " {\"x\": [1]} \r\n",
		  "{\"time\":\"T\",\"service\":\"web\",\"instance\":2,\"stream\":"
		  "\"stderr\",\"pid\":7,\"json\": {\"x\": [1]} }\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_string_equal(shown(rows[i].format, rows[i].terminal, rows[i].time,
					  rows[i].text, strlen(rows[i].text)),
				    rows[i].want);
}

static void heads(void **state)
{
	static const struct {
		int colour, width;
		const char *want;
	} rows[] = {
		{ 0, 0, "T web@2 | " },
		{ 0, 9, "T web@2     | " },
		{ 0, 3, "T web@2 | " },
		{ 96, 7, "T \033[96mweb@2   |\033[0m " },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct line_style style = { .format = LINE_PREFIX, .is_terminal = true };
		struct line_origin origin = { .name = "web@2",
					      .time = "T ",
					      .colour = rows[i].colour,
					      .width = rows[i].width };

		lines_head(&style, &origin);
		assert_int_equal(style.head_len, strlen(rows[i].want));
		assert_memory_equal(style.head, rows[i].want, style.head_len);
	}
}

/* The fast path copies blocks: all lengths must be copied exactly. */
static void every_length(void **state)
{
	(void)state;
	for (size_t n = 0; n < 600; n++) {
		char *text = malloc(n + 1), want[700];

		memset(text, 'x', n);
		text[n] = '\n';
		memcpy(want, "web@2 | ", 8);
		memcpy(want + 8, text, n + 1);
		want[n + 9] = '\0';
		assert_string_equal(shown(LINE_PREFIX, false, "", text, n + 1), want);
		free(text);
	}
}

static void long_lines(void **state)
{
	size_t len = 3 * LINE_BYTES_MAX + 5, parts = 0;
	char *text = malloc(len);

	(void)state;
	memset(text, 'y', len);
	text[len - 1] = '\n';
	shown(LINE_PLAIN, false, "", text, len);
	for (const char *mark = out; (mark = strstr(mark, LINE_PART_MARK "\n")) != NULL;
	     mark++)
		parts++;
	assert_int_equal(parts, 3);
	free(text);
}

/* If the text ends in the middle of a line, that part is formatted too. */
static void last_part(void **state)
{
	char *text = malloc(40001);

	(void)state;
	memset(text, 'x', 40000);
	text[40000] = '\n';
	for (size_t len = LINE_BYTES_MAX + 1; len <= 40001; len += 97) {
		size_t limit = lines_complete(text, len), done = 0;

		assert_true(len - limit <= LINE_BYTES_MAX);
		while (done < limit) {
			struct line_style style = { .format = LINE_PLAIN };
			struct formatted_lines buffer = { .text = out,
							  .capacity =
								  LINE_FORMATTED_MAX + 1 };
			size_t n = lines_format(&style, text + done, limit - done, &buffer);

			assert_true(n > 0 && buffer.used > n);
			assert_int_equal(out[buffer.used - 1], '\n');
			done += n;
		}
	}
	free(text);
}

static void little_room(void **state)
{
	struct line_style style = { .format = LINE_JSON };
	struct formatted_lines buffer = { .text = out,
					  .capacity = LINE_FORMATTED_MAX + 100 };
	size_t taken = 0, len = 64 << 10;
	char *text = malloc(len);

	(void)state;
	memset(text, '\n', len);
	while (taken < len) {
		size_t n = lines_format(&style, text + taken, len - taken, &buffer);

		assert_true(n > 0 && buffer.used <= buffer.capacity);
		taken += n;
	}
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shapes),       cmocka_unit_test(heads),
		cmocka_unit_test(every_length), cmocka_unit_test(long_lines),
		cmocka_unit_test(last_part),    cmocka_unit_test(little_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
