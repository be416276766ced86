/* tests/unit/init/single/options_test.c - checks options and maps of signals. */
#include "init/single/command_options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct command_options options;

static enum options_verdict parse(const char *const *argv)
{
	const char *word, *why;
	int argc = 0;

	while (argv[argc])
		argc++;
	return options_parse(&options, argc, (char **)(uintptr_t)argv, &word, &why);
}
#define PARSE(...) parse((const char *[]){ "ctinit", __VA_ARGS__, NULL })

static void test_whose(void **state)
{
	(void)state;
	assert_int_equal(PARSE("run"), OPTIONS_NOT_OURS);
	assert_int_equal(PARSE("--help"), OPTIONS_NOT_OURS);
	assert_int_equal(PARSE("-V"), OPTIONS_NOT_OURS);
	assert_int_equal(PARSE("-"), OPTIONS_NOT_OURS);
	assert_int_equal(PARSE("--", "true", "-x"), OPTIONS_RUN);
	assert_string_equal(options.command[0], "true");
	assert_string_equal(options.command[1], "-x");
	assert_int_equal(PARSE("-g", "sh", "-c", "x"), OPTIONS_RUN);
	assert_string_equal(options.command[0], "sh");
	assert_int_equal(PARSE("-P"), OPTIONS_RUN);
	assert_null(options.command);
}

static void test_options(void **state)
{
	(void)state;
	assert_int_equal(PARSE("-gsvvwc", "-pHUP", "-e", "3", "-r", "TERM:INT", "--", "x"),
			 OPTIONS_RUN);
	assert_true(options.to_group && options.subreaper && options.warn_reaped);
	assert_int_equal(options.verbosity, 2);
	assert_int_equal(options.process_group, GROUP_SAME);
	assert_int_equal(options.parent_death, 1);
	assert_int_equal(options.exit_as[3], 0);
	assert_int_equal(options.forward_as[15], 2);
	assert_int_equal(PARSE("--group", "--subreaper", "--parent-death=9", "--exit",
			       "9:1", "--rewrite=1:0", "--warn-reaped", "--verbose",
			       "--setsid", "--wait=all", "--", "x"),
			 OPTIONS_RUN);
	assert_true(options.to_group && options.subreaper && options.warn_reaped);
	assert_true(options.wait_all);
	assert_int_equal(options.process_group, GROUP_SESSION);
	assert_int_equal(options.parent_death, 9);
	assert_int_equal(options.exit_as[9], 1);
	assert_int_equal(options.forward_as[1], 0);
	assert_int_equal(PARSE("--single-child", "--", "x"), OPTIONS_RUN);
	assert_int_equal(options.process_group, GROUP_SAME);
}

static void test_refused(void **state)
{
	static const char *const wrong[][3] = {
		{ "--", NULL },
		{ "-q", "--", "x" },
		{ "-e", NULL },
		{ "-p", "NOPE", "x" },
		{ "--wait=none", "x" },
		{ "--group=1", "x" },
		{ "--exit", NULL },
		{ "-r", "TERM", "x" },
		{ "-e", "256", "x" },
		{ "-P", "x", NULL },
		{ "--nope", "x", NULL },
		{ "-gp", NULL, NULL },
		{ "--wait", "some", "x" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		assert_int_equal(PARSE(wrong[i][0], wrong[i][1],
				       wrong[i][1] ? wrong[i][2] : NULL),
				 OPTIONS_WRONG);
}

static void test_exit_map(void **state)
{
	static const char *const wrong[] = { "",
					     "x",
					     "3-",
					     "-3",
					     "9-3",
					     "3:",
					     "3:x",
					     "3:256",
					     "3-4-5",
					     "TERM:",
					     "300",
					     "0x3",
					     "1111111111111111111" };

	(void)state;
	command_defaults(&options);
	assert_true(command_exit_map(&options, "3-5:9"));
	assert_true(command_exit_map(&options, "TERM"));
	assert_true(command_exit_map(&options, "143:7"));
	for (int code = 0; code < 256; code++)
		assert_int_equal(options.exit_as[code], code >= 3 && code <= 5 ? 9
							: code == 143          ? 7
									       : code);
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		assert_false(command_exit_map(&options, wrong[i]));
}

/* Returns the signal that is forwarded with `-r TERM:RTMIN+3 -r INT:0`. Signals 32 and 33
 * belong to libc and are dropped. */
static int wanted(int number)
{
	switch (number) {
	case 15: return 37;
	case 2:
	case 32:
	case 33: return 0;
	}
	return number;
}

static void test_rewrite(void **state)
{
	static const char *const wrong[] = { "",     ":",    "TERM",   "TERM:", ":INT",
					     "0:15", "65:1", "15:12x", "15::12" };

	(void)state;
	command_defaults(&options);
	assert_true(command_rewrite(&options, "SIGTERM:RTMIN+3"));
	assert_true(command_rewrite(&options, "2:0"));
	for (int i = 1; i < CTINIT_SIGNAL_COUNT; i++)
		assert_int_equal(options.forward_as[i], wanted(i));
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		assert_false(command_rewrite(&options, wrong[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whose),   cmocka_unit_test(test_options),
		cmocka_unit_test(test_refused), cmocka_unit_test(test_exit_map),
		cmocka_unit_test(test_rewrite),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
