/* tests/unit/conf/base/own_line_test.c - tests ctinit's own lines in each shape and in
 * small buffers. */
#include "conf/base/json.h"
#include "conf/base/own_line.h"
#include "conf/base/timestamp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOW 1764064800123456u /* 2025-11-25T10:00:00.123456Z */

static char out[OWN_LINE_MAX + 1];

static const char *line(enum own_shape shape, enum timestamp_zone time,
			enum own_level level, bool colour, const char *text)
{
	struct own_style style = { .shape = (uint8_t)shape, .time = (uint8_t)time };
	struct own_line_info info = { .level = level,
				      .colour = colour,
				      .stream = "stderr",
				      .pid = 1,
				      .now = NOW,
				      .text = text,
				      .len = strlen(text) };

	out[own_line(out, OWN_LINE_MAX, &style, &info)] = '\0';
	return out;
}

static void shapes(void **state)
{
	(void)state;
	assert_string_equal(line(OWN_EARLY, TIMESTAMP_NONE, OWN_INFO, false, "a: ready"),
			    "ctinit: a: ready\n");
	assert_string_equal(line(OWN_PREFIX, TIMESTAMP_NONE, OWN_ERROR, false,
				 "a: \033[2J"),
			    "ctinit | a: \\x1b[2J\n");
	assert_string_equal(line(OWN_PREFIX, TIMESTAMP_UTC, OWN_INFO, true, "a"),
			    "2025-11-25T10:00:00.123456Z \033[1mctinit |\033[0m a\n");
	assert_string_equal(line(OWN_PREFIX, TIMESTAMP_NONE, OWN_ERROR, true, "a"),
			    "\033[1;31mctinit | a\033[0m\n");
	assert_string_equal(
		line(OWN_JSON, TIMESTAMP_NONE, OWN_WARNING, true, "a: \"\033\" \xff"),
		"{\"time\":\"2025-11-25T10:00:00.123456Z\",\"service\":\"ctinit\","
		"\"stream\":\"stderr\",\"pid\":1,\"level\":\"warning\","
		"\"text\":\"a: \\\"\\u001b\\\" \\\\xff\"}\n");
	assert_non_null(strstr(line(OWN_JSON, TIMESTAMP_UTC, OWN_DEBUG, false, ""),
			       "\"level\":\"debug\",\"text\":\"\"}\n"));
}

static void lists(void **state)
{
	static const struct {
		const char *environment[3];
		bool want;
	} rows[] = {
		{ { "TERM=xterm", NULL }, true },
		{ { "TERM=xterm", "CI=", NULL }, true },
		{ { "TERM=xterm", "CIRCLE=1", NULL }, true },
		{ { "CI=true", "TERM=xterm", NULL }, false },
		{ { "TERM=dumb", NULL }, false },
		{ { "TERM=", NULL }, false },
		{ { "TERMINAL=xterm", NULL }, false },
		{ { NULL }, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_int_equal(own_list_allowed(
					 (char *const *)(uintptr_t)rows[i].environment),
				 rows[i].want);
	assert_false(own_list_allowed(NULL));
}

/* On a terminal the name is padded like those of the services. */
static void padding(void **state)
{
	static const struct {
		uint8_t shape, width;
		bool terminal;
		const char *want;
		uint8_t live;
	} rows[] = {
		{ OWN_PREFIX, 6, true, OWN_ERASE "ctinit | a\n", 1 },
		{ OWN_PREFIX, 6, false, "ctinit | a\n", 1 },
		{ OWN_PREFIX, 9, true, "ctinit    | a\n", 0 },
		{ OWN_PREFIX, 9, false, "ctinit | a\n", 0 },
		{ OWN_PREFIX, 6, true, "ctinit | a\n", 0 },
		{ OWN_PREFIX, 0, true, "ctinit | a\n", 0 },
		{ OWN_PREFIX, OWN_WIDTH_MAX, true, "ctinit                   | a\n", 0 },
		{ OWN_PREFIX, OWN_WIDTH_MAX + 1, true, "ctinit | a\n", 0 },
		{ OWN_EARLY, 9, true, "ctinit: a\n", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct own_style style = { .shape = rows[i].shape,
					   .width = rows[i].width,
					   .live = rows[i].live };
		struct own_line_info info = { .level = OWN_INFO,
					      .terminal = rows[i].terminal,
					      .stream = "stderr",
					      .text = "a",
					      .len = 1 };

		out[own_line(out, OWN_LINE_MAX, &style, &info)] = '\0';
		assert_string_equal(out, rows[i].want);
	}
}

/* For any text and size, the result is one line that fits, ends in a newline and is valid
 * JSON. */
static void sizes(void **state)
{
	static const char *const units[] = { "a", "\033", "\xff", "\xc3\xa4",
					     "\xf0\x9f\x98\x80" };
	char text[3 * OWN_TEXT_MAX];

	(void)state;
	for (size_t u = 0; u < sizeof units / sizeof units[0]; u++) {
		size_t n = strlen(units[u]), len = 0;

		while (len + n < sizeof text) {
			memcpy(text + len, units[u], n);
			len += n;
		}
		for (size_t max = 256; max <= OWN_LINE_MAX; max += 61) {
			for (int shape = OWN_EARLY; shape <= OWN_JSON; shape++) {
				struct own_style style = { .shape = (uint8_t)shape,
							   .time = TIMESTAMP_UTC };
				struct own_line_info info = { .level = OWN_ERROR,
							      .colour = true,
							      .stream = "stdout",
							      .pid = 4194304,
							      .now = NOW,
							      .text = text,
							      .len = len };
				char *got = malloc(max);
				size_t used = own_line(got, max, &style, &info);

				assert_in_range(used, 1, max);
				assert_ptr_equal(memchr(got, '\n', used), got + used - 1);
				assert_true(shape != OWN_JSON || json_is_object(got, used));
				free(got);
			}
		}
	}
}

/* Fills `text` with copies of `unit`. */
static void fill_text(char *text, size_t size, const char *unit)
{
	for (size_t i = 0, n = strlen(unit); i < size; i++)
		text[i] = unit[i % n];
	text[size] = '\0';
}

/* A long text is cut between two characters, so no partial character is escaped as \xNN.
 * Invalid bytes may be cut anywhere, and most of them are shown. */
static void a_long_text_is_cut_between_characters(void **state)
{
	static const char *const units[] = { "\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x98\x80",
					     "\xc3\xa4\"", "\xf0\x9f\x98\x80\"\"" };
	char text[OWN_TEXT_MAX + 11];

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		for (size_t lead = 0; lead < 4; lead++) {
			memset(text, 'a', lead);
			fill_text(text + lead, OWN_TEXT_MAX + 10 - lead, units[i]);
			assert_null(
				strstr(line(OWN_JSON, TIMESTAMP_UTC, OWN_INFO, false, text),
				       "\\x"));
			assert_in_range(strlen(out), OWN_TEXT_MAX, OWN_LINE_MAX);
		}
	}
	fill_text(text, OWN_TEXT_MAX + 10, "\x80");
	line(OWN_JSON, TIMESTAMP_UTC, OWN_INFO, false, text);
	assert_in_range(strlen(out), OWN_LINE_MAX - 50, OWN_LINE_MAX);
}

static void colours(void **state)
{
	static char no_color[] = "NO_COLOR=1", empty[] = "NO_COLOR=", dumb[] = "TERM=dumb";
	char *none[] = { empty, NULL }, *set[] = { no_color, NULL };
	char *second[] = { empty, dumb, NULL };

	(void)state;
	assert_true(own_colours_allowed(none));
	assert_false(own_colours_allowed(set));
	assert_false(own_colours_allowed(second));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shapes),
		cmocka_unit_test(padding),
		cmocka_unit_test(lists),
		cmocka_unit_test(sizes),
		cmocka_unit_test(a_long_text_is_cut_between_characters),
		cmocka_unit_test(colours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
