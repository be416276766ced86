/* tests/unit/init/verbs/usage_test.c - checks all forms of verb options. */
#include "init/verbs/usage.h"

#include "conf/base/exits.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

/* cmocka.h needs these headers before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct settings {
	bool flag;
	const char *value;
};

static void set_flag(void *settings, const char *value)
{
	((struct settings *)settings)->flag = value == NULL;
}

static void set_value(void *settings, const char *value)
{
	((struct settings *)settings)->value = value;
}

static const struct verb_option options[] = {
	{ .name = "--flag", .letter = 'f', .set = set_flag },
	{ .name = "--value", .value = "WORD", .set = set_value },
	{ .name = NULL },
};
static const struct verb verb = { .name = "test", .usage = "", .options = options };

static struct settings settings;

/* Reads the first word after the verb. Returns the number of words that it used. */
static int take(enum verb_word expected, const char *first, const char *second)
{
	const char *argv[] = { "test", first, second, NULL };
	int i = 1;

	settings = (struct settings){ false, NULL };
	assert_int_equal(verb_read_word(&verb, (char **)(uintptr_t)argv, &i, &settings),
			 expected);
	return i;
}

static void test_flag(void **state)
{
	(void)state;
	assert_int_equal(take(VERB_OPTION, "--flag", NULL), 1);
	assert_true(settings.flag);
	assert_int_equal(take(VERB_OPTION, "-f", NULL), 1);
	assert_true(settings.flag);
}

static void test_value(void **state)
{
	(void)state;
	assert_int_equal(take(VERB_OPTION, "--value=a=b", NULL), 1);
	assert_string_equal(settings.value, "a=b");
	assert_int_equal(take(VERB_OPTION, "--value", "--flag"), 2);
	assert_string_equal(settings.value, "--flag");
	assert_int_equal(take(VERB_OPTION, "--value=", NULL), 1);
	assert_string_equal(settings.value, "");
}

static void test_operands(void **state)
{
	(void)state;
	take(VERB_OPERAND, "word", NULL);
	take(VERB_OPERAND, "-", NULL);
	take(VERB_OPERAND, "", NULL);
}

/* The messages go to stderr, which is a pipe here. */
static void test_wrong(void **state)
{
	static const char *const words[] = { "--nope", "--flag=1", "--flags", "-x",
					     "-ff",    "--",       "--valu",  "--value" };
	int ends[2], saved = dup(STDERR_FILENO);
	char text[2048] = "";

	(void)state;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	dup2(ends[1], STDERR_FILENO);
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		take(VERB_WRONG, words[i], NULL);
	dup2(saved, STDERR_FILENO);
	close(saved);
	assert_true(read(ends[0], text, sizeof text - 1) > 0);
	assert_non_null(strstr(text, "ctinit test: unknown option \"--nope\"\n"));
	assert_non_null(strstr(text, "ctinit test: --value needs a value: WORD\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_flag),
		cmocka_unit_test(test_value),
		cmocka_unit_test(test_operands),
		cmocka_unit_test(test_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
