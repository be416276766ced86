/* tests/unit/init/pid1/live_screen_test.c - formats the live list for terminals of several
 * sizes. */
#include "init/pid1/live_screen.h"

#include "conf/base/own_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static char out[4001];
static struct live_screen screen;

static bool begin(unsigned rows, unsigned columns)
{
	screen = (struct live_screen){ .out = out, .size = sizeof out - 1 };
	return live_screen_begin(&screen, rows, columns);
}

static const char *end(void)
{
	live_screen_end(&screen);
	assert_true(screen.used < sizeof out);
	out[screen.used] = '\0';
	return out;
}

static void row(const char *name, const char *why)
{
	live_screen_row(&screen, &(struct live_row){ .name = name,
						     .state = "starting",
						     .age = 1200,
						     .why = why });
}

static void the_cursor_returns_to_the_beginning(void **state)
{
	(void)state;
	assert_true(begin(24, 80));
	live_screen_title(&screen, "title");
	assert_string_equal(end(), OWN_ERASE "title\r");
	begin(24, 80);
	screen.name_width = 4;
	live_screen_title(&screen, "title");
	row("web", "db");
	row("worker", "");
	assert_string_equal(end(), OWN_ERASE "title\r\n"
					     "  web   starting   1.2 s  db\r\n"
					     "  worker  starting   1.2 s\r\033[2A");
}

/* A row is shorter than the terminal is wide, whatever its characters are; control
 * characters do nothing. */
static void no_row_wraps(void **state)
{
	char why[200];

	(void)state;
	memset(why, 'x', sizeof why - 1);
	why[sizeof why - 1] = '\0';
	begin(24, 40);
	live_screen_title(&screen, why);
	row("web", why);
	row("web",
	    "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"
	    "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4");
	row("a\033[2J\n", "");
	end();
	for (char *line = strtok(out + strlen(OWN_ERASE), "\r"); line != NULL;
	     line = strtok(NULL, "\r")) {
		unsigned columns = 0;

		for (const char *c = line; *c; c++)
			columns += (*c & 0xc0) != 0x80 && *c != '\n';
		assert_true(columns <= 39);
	}
	assert_null(strstr(out, "\033[2J"));
}

static void rows_without_a_place_are_counted(void **state)
{
	(void)state;
	assert_false(begin(5, 80));
	assert_false(begin(24, 19));
	assert_true(begin(6, 20)); /* three lines */
	live_screen_title(&screen, "title");
	for (int i = 0; i < 5; i++)
		row("web", "");
	assert_string_equal(end(), OWN_ERASE "title\r\n  web  starting   1\r\n"
					     "  ... and 4 more\r\033[2A");
	begin(200, 1000); /* no more than one write(2) takes */
	live_screen_title(&screen, "title");
	for (int i = 0; i < 1000; i++)
		row("web", "why");
	end();
	assert_int_equal(screen.lines, LIVE_ROWS_MAX);
	assert_int_equal(screen.hidden, 1000 - (LIVE_ROWS_MAX - 2));
}

static void long_rows_fit_the_buffer(void **state)
{
	char why[400];

	(void)state;
	memset(why, '\033', sizeof why - 1);
	why[sizeof why - 1] = '\0';
	begin(200, 1000);
	screen.colour = true;
	live_screen_title(&screen, why);
	for (int i = 0; i < 100; i++)
		row(why, why);
	end();
	assert_true(strstr(out, "more\033[0m\r\033[") != NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_cursor_returns_to_the_beginning),
		cmocka_unit_test(no_row_wraps),
		cmocka_unit_test(rows_without_a_place_are_counted),
		cmocka_unit_test(long_rows_fit_the_buffer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
