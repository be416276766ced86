/* tests/unit/supervisor/logger/format/line_bounds_test.c - checks where lines, and the
 * parts of long lines, end. */
#include "supervisor/logger/format/log_lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void long_lines_are_cut_between_characters(void **state)
{
	size_t len = 3 * LINE_BYTES_MAX + 5;
	char *text = malloc(len);
	bool part;

	(void)state;
	memset(text, 'y', len);
	assert_int_equal(lines_span(text, LINE_BYTES_MAX, &part), 0);
	assert_int_equal(lines_span(text, len, &part), LINE_BYTES_MAX);
	assert_true(part);
	assert_int_equal(lines_complete(text, len), 3 * LINE_BYTES_MAX);
	memcpy(text + LINE_BYTES_MAX - 1, "\xc3\xa4", 2); /* the umlaut is not cut */
	assert_int_equal(lines_span(text, len, &part), LINE_BYTES_MAX - 1);
	text[LINE_BYTES_MAX] = '\n'; /* the longest line that is not cut */
	assert_int_equal(lines_span(text, LINE_BYTES_MAX + 1, &part), LINE_BYTES_MAX + 1);
	assert_false(part);
	free(text);
}

static void an_unfinished_line_is_not_complete(void **state)
{
	(void)state;
	assert_int_equal(lines_complete("", 0), 0);
	assert_int_equal(lines_complete("ab", 2), 0);
	assert_int_equal(lines_complete("ab\n", 3), 3);
	assert_int_equal(lines_complete("ab\n\ncd", 6), 4);
}

static void parts_count_as_lines(void **state)
{
	size_t len = 64 << 10;
	char *text = malloc(len);

	(void)state;
	memset(text, '\n', len);
	assert_int_equal(lines_count(text, len), len);
	assert_int_equal(lines_prefix_length(text, len, 10), 10);
	memset(text, 'x', len);
	assert_int_equal(lines_count(text, LINE_BYTES_MAX + 1), 2);
	assert_int_equal(lines_prefix_length(text, len, 1), LINE_BYTES_MAX);
	assert_int_equal(lines_prefix_length(text, 10, 99), 10);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(long_lines_are_cut_between_characters),
		cmocka_unit_test(an_unfinished_line_is_not_complete),
		cmocka_unit_test(parts_count_as_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
