/* tests/unit/supervisor/control/parse_test.c - reads lines of requests, good and bad. */
#include "supervisor/control/parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct served_request request;
static char why[200];

static int parse(const char *line)
{
	static char memory[3 * 4096];
	struct conf_scratch scratch = { memory, sizeof memory, 0 };

	request = (struct served_request){ 0 };
	why[0] = '\0';
	return parse_request(line, strlen(line), &scratch, &request, &TEXT(why));
}

static void words_and_names(void **state)
{
	(void)state;
	assert_int_equal(parse("ping"), 0);
	assert_ptr_equal(request.handler, &handler_ping);
	assert_int_equal(parse("  status 'web' \"db\" @g\t"), 0);
	assert_int_equal(request.names.count, 3);
	assert_string_equal(request.names.words[1], "db");
	assert_int_equal(parse("status"), 0);
	assert_int_equal(request.names.count, 0);
	assert_int_equal(parse("health --live -- --odd"), 0);
	assert_true(request.options.live);
	assert_string_equal(request.words[0], "--odd");
}

static void rights(void **state)
{
	(void)state;
	assert_int_equal(parse("status"), 0);
	assert_int_equal(request_rights(&request), CONTROL_ANY);
}

static void wrong_requests(void **state)
{
	static const struct {
		const char *line, *why;
	} wrong[] = {
		{ "", "the request is empty" },
		{ "statsu", "no such request: statsu; did you mean status?" },
		{ "status --follow", "status has no option --follow" },
		{ "ping web", "usage: ping " },
		{ "status ${HOME}", "a request has no ${} and no $X: write '$'" },
		{ "status 'web",
		  "the request cannot be split into words: a ' is not closed "
		  "(quotes do not span lines): 'web" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		assert_int_equal(parse(wrong[i].line), 2);
		assert_string_equal(why, wrong[i].why);
	}
}

/* A line of 4095 bytes has at most 2048 words; the memory for them is less. */
static void too_many_words(void **state)
{
	char line[4096];

	(void)state;
	for (size_t i = 0; i < sizeof line; i++)
		line[i] = i % 2 ? ' ' : 'a';
	memcpy(line, "status ", 7);
	line[sizeof line - 1] = '\0';
	assert_int_equal(parse(line), 2);
	assert_non_null(strstr(why, "cannot be split into words"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_and_names),
		cmocka_unit_test(rights),
		cmocka_unit_test(wrong_requests),
		cmocka_unit_test(too_many_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
