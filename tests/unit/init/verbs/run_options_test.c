/* tests/unit/init/verbs/run_options_test.c - checks the command line of `ctinit run`. */
#include "init/verbs/run_options.h"

#include "conf/base/exits.h"

#include <fcntl.h>
#include <unistd.h>

/* cmocka.h needs these headers before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct run_options options;
static const char *sets[16];

static int parse(const char *const *argv)
{
	int argc = 0;

	while (argv[argc])
		argc++;
	options = (struct run_options){ .load.sets = sets };
	return run_parse(&verb_run, argc, (char **)(uintptr_t)argv, &options);
}
#define PARSE(...) parse((const char *[]){ "run", __VA_ARGS__, NULL })

static void test_file(void **state)
{
	(void)state;
	assert_int_equal(PARSE("-v", "--container", "svc.ini", "-q", "word"), 0);
	assert_string_equal(options.load.file, "svc.ini");
	assert_string_equal(options.arguments[0], "-q");
	assert_string_equal(options.arguments[1], "word");
	assert_null(options.command);
	assert_int_equal(options.runtime.verbosity, 1);
	assert_int_equal(options.runtime.where, RUNTIME_CONTAINER);
	assert_int_equal(PARSE("--quiet", "-"), 0);
	assert_string_equal(options.load.file, "-");
	assert_int_equal(options.runtime.verbosity, -1);
}

static void test_command(void **state)
{
	(void)state;
	assert_int_equal(PARSE("--rootfs", "/r", "--", "sh", "-c", "x"), 0);
	assert_string_equal(options.runtime.rootfs, "/r");
	assert_true(options.runtime.command);
	assert_string_equal(options.command[0], "sh");
	assert_string_equal(options.command[2], "x");
	assert_null(options.load.file);
	assert_int_equal(PARSE("svc.ini", "--", "x"), 0);
	assert_string_equal(options.load.file, "svc.ini");
	assert_true(options.runtime.command);
}

static void test_sets(void **state)
{
	(void)state;
	assert_int_equal(PARSE("--set", "a.b=c", "--set=d.e=f", "svc.ini"), 0);
	assert_int_equal(options.load.set_count, 2);
	assert_string_equal(options.load.sets[0], "a.b=c");
	assert_string_equal(options.load.sets[1], "d.e=f");
}

/* The messages go to stderr, which is /dev/null here. */
static void test_wrong(void **state)
{
	int saved = dup(STDERR_FILENO), null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	(void)state;
	dup2(null, STDERR_FILENO);
	assert_int_equal(PARSE("--nope", "svc.ini"), CTINIT_EXIT_USAGE);
	assert_int_equal(PARSE("--rootfs="), CTINIT_EXIT_USAGE);
	assert_int_equal(PARSE("--rootfs"), CTINIT_EXIT_USAGE);
	assert_int_equal(PARSE("--set"), CTINIT_EXIT_USAGE);
	assert_int_equal(PARSE("--"), CTINIT_EXIT_USAGE);
	assert_int_equal(PARSE("-q"), CTINIT_EXIT_USAGE);
	assert_int_equal(PARSE("--in-place", "--rootfs=/r", "--", "x"), CTINIT_EXIT_USAGE);
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(null);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_command),
		cmocka_unit_test(test_sets),
		cmocka_unit_test(test_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
