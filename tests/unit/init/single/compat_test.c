/* tests/unit/init/single/compat_test.c - checks names and options of the profiles. */
#include "init/single/compat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct command_options options;
static char *nothing[] = { NULL };

static struct compat_result parse(const char *const *argv)
{
	return compat_parse(&options, compat_find(argv[0]), (char **)(uintptr_t)argv,
			    nothing);
}
#define PARSE(...)   parse((const char *[]){ __VA_ARGS__, NULL })
#define VERDICT(...) ((int)PARSE(__VA_ARGS__).verdict)

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(compat_find("docker-init")->name, "tini");
	assert_string_equal(compat_find("tini-static")->name, "tini");
	assert_string_equal(compat_find("podman-init")->name, "catatonit");
	assert_string_equal(compat_find("dumb-init")->name, "dumb-init");
	assert_null(compat_find("ctinit"));
	assert_null(compat_find(""));
	assert_null(compat_find("tin"));
	assert_null(compat_find("tini-stati"));
}

/* Every profile has the texts that its options show. Each option sets or shows
 * something. */
static void test_rows(void **state)
{
	const struct compat_profile *profile;
	const struct compat_option *option;

	(void)state;
	assert_non_null(compat_at(2)); /* the profiles are tini, dumb-init and catatonit */
	for (size_t i = 0; (profile = compat_at(i)); i++) {
		assert_ptr_equal(compat_find(profile->name), profile);
		assert_non_null(profile->messages[MSG_NOT_RUN].text);
		assert_non_null(profile->no_command);
		for (size_t o = 0; (option = compat_option(profile, o)); o++) {
			assert_true((option->show == SHOW_NOTHING) ==
				    (option->set != NULL));
			if (option->show == SHOW_NOTHING)
				continue;
			assert_non_null(profile->texts[option->show]);
			assert_in_range(profile->text_fds[option->show], 1, 2);
		}
	}
}

static void test_tini(void **state)
{
	(void)state;
	assert_int_equal(VERDICT("tini", "-gsvv", "-e5", "-e", "7", "--", "x", "-h"),
			 COMPAT_RUN);
	assert_true(options.to_group && options.subreaper);
	assert_int_equal(options.verbosity, 3);
	assert_int_equal(options.exit_as[5] + options.exit_as[7], 0);
	assert_int_equal(options.exit_as[6], 6);
	assert_string_equal(options.command[1], "-h");
	assert_int_equal(options.forward_as[CTINIT_SIGTTOU], 0);
	assert_int_equal(options.forward_as[CTINIT_SIGTSTP], CTINIT_SIGTSTP);

	assert_int_equal(PARSE("tini", "--version").show, SHOW_VERSION);
	assert_int_equal(VERDICT("tini", "--version", "x"), COMPAT_UNKNOWN_LETTER);
	assert_int_equal(VERDICT("tini", "sh", "-c", "x"), COMPAT_RUN);
	assert_int_equal(VERDICT("tini", "-e"), COMPAT_LETTER_NEEDS_VALUE);
	assert_int_equal(VERDICT("tini", "-e", "256", "x"), COMPAT_BAD_VALUE);
	assert_int_equal(VERDICT("tini", "-p", "BOGUS", "x"), COMPAT_BAD_VALUE);
	assert_int_equal(VERDICT("tini", "-gz", "x"), COMPAT_UNKNOWN_LETTER);
	assert_int_equal(VERDICT("tini", "-g", "--"), COMPAT_NO_COMMAND);
}

static void test_dumb_init(void **state)
{
	static const char *const wrong[] = { "",    "herp",   "herp:derp",
					     "15",  "15::12", "15:derp",
					     "0:1", "32:1",   "1:32" };

	(void)state;
	assert_int_equal(VERDICT("dumb-init", "x"), COMPAT_RUN);
	assert_int_equal(options.process_group, GROUP_SESSION);
	assert_true(options.to_group);
	assert_int_equal(options.forward_as[CTINIT_SIGTTIN], CTINIT_SIGSTOP);
	assert_int_equal(VERDICT("dumb-init", "-r", "21:0", "--rewrite=15:2", "x"),
			 COMPAT_RUN);
	assert_int_equal(options.forward_as[CTINIT_SIGTTIN], 0);
	assert_int_equal(options.forward_as[CTINIT_SIGTSTP], CTINIT_SIGSTOP);
	assert_int_equal(options.forward_as[CTINIT_SIGTERM], CTINIT_SIGINT);
	assert_int_equal(VERDICT("dumb-init", "-c", "x"), COMPAT_RUN);
	assert_int_equal(options.process_group, GROUP_SAME);
	assert_false(options.to_group);
	assert_int_equal(options.forward_as[CTINIT_SIGTSTP], CTINIT_SIGTSTP);

	assert_int_equal(VERDICT("dumb-init", "--sing", "x"), COMPAT_RUN);
	assert_int_equal(VERDICT("dumb-init", "--ver", "x"), COMPAT_AMBIGUOUS);
	assert_int_equal(VERDICT("dumb-init", "--yolo", "x"), COMPAT_UNKNOWN_NAME);
	assert_int_equal(VERDICT("dumb-init", "--verbose=1", "x"),
			 COMPAT_NAME_HAS_NO_VALUE);
	assert_int_equal(VERDICT("dumb-init", "--rewrite"), COMPAT_NAME_NEEDS_VALUE);
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		assert_int_equal(VERDICT("dumb-init", "-r", wrong[i], "x"),
				 COMPAT_BAD_VALUE);
}

static void test_catatonit(void **state)
{
	(void)state;
	assert_int_equal(VERDICT("catatonit", "-P"), COMPAT_RUN);
	assert_null(options.command);
	assert_int_equal(PARSE("catatonit", "-gV").show, SHOW_VERSION);
	assert_int_equal(PARSE("podman-init", "--version").show, SHOW_VERSION);
	assert_int_equal(PARSE("catatonit", "-L").show, SHOW_LICENCE);
	assert_int_equal(VERDICT("catatonit", "-v"), COMPAT_UNKNOWN_LETTER);
	assert_int_equal(VERDICT("catatonit"), COMPAT_NO_COMMAND);
	assert_int_equal(VERDICT("catatonit", "-g", "sh", "-c", "x"), COMPAT_RUN);
	assert_true(options.to_group);
	assert_int_equal(options.forward_as[CTINIT_SIGTSTP], 0);
}

static struct command_options with(const char *name, const char *variable)
{
	const char *environment[] = { variable, NULL }, *argv[] = { name, "x", NULL };

	compat_parse(&options, compat_find(name), (char **)(uintptr_t)argv,
		     (char **)(uintptr_t)environment);
	return options;
}

static void test_environment(void **state)
{
	(void)state;
	assert_true(with("tini", "TINI_SUBREAPER=").subreaper);
	assert_true(with("tini", "TINI_KILL_PROCESS_GROUP=").to_group);
	assert_int_equal(with("tini", "TINI_VERBOSITY=3").verbosity, 3);
	assert_int_equal(with("tini", "TINI_VERBOSITY=x").verbosity, 0);
	assert_false(with("tini", "TINI_SUBREAPERS=1").subreaper);
	assert_int_equal(with("dumb-init", "DUMB_INIT_SETSID=0").process_group, GROUP_SAME);
	assert_int_equal(with("dumb-init", "DUMB_INIT_SETSID=1").process_group,
			 GROUP_SESSION);
	assert_int_equal(with("dumb-init", "DUMB_INIT_DEBUG=0").verbosity, 0);
	assert_true(with("dumb-init", "DUMB_INIT_DEBUG=1").verbosity > 0);
	assert_int_equal(with("catatonit", "CATATONIT_DEBUG=0").verbosity, 1);
	assert_false(with("dumb-init", "TINI_SUBREAPER=1").subreaper);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),     cmocka_unit_test(test_rows),
		cmocka_unit_test(test_tini),      cmocka_unit_test(test_dumb_init),
		cmocka_unit_test(test_catatonit), cmocka_unit_test(test_environment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
