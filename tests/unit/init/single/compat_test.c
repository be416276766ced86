/* tests/unit/init/single/compat_test.c - names, and the command lines of each personality. */
#include "init/single/compat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct single single;
static char *nothing[] = { NULL };

static struct peer_result parse(const char *const *argv)
{
	return peer_parse(&single, peer_find(argv[0]), (char **)(uintptr_t)argv, nothing);
}
#define PARSE(...)   parse((const char *[]){ __VA_ARGS__, NULL })
#define VERDICT(...) ((int)PARSE(__VA_ARGS__).verdict)

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(peer_find("docker-init")->name, "tini");
	assert_string_equal(peer_find("tini-static")->name, "tini");
	assert_string_equal(peer_find("podman-init")->name, "catatonit");
	assert_string_equal(peer_find("dumb-init")->name, "dumb-init");
	assert_null(peer_find("ctinit"));
	assert_null(peer_find(""));
	assert_null(peer_find("tin"));
	assert_null(peer_find("tini-stati"));
}

/* Every row is whole: what it can show it has, and an option can be taken or shown. */
static void test_rows(void **state)
{
	const struct peer *peer;
	const struct peer_option *option;

	(void)state;
	for (size_t i = 0; (peer = peer_at(i)); i++) {
		assert_ptr_equal(peer_find(peer->name), peer);
		assert_non_null(peer->notes[NOTE_NOT_RUN].text);
		assert_non_null(peer->no_command);
		for (size_t o = 0; (option = peer_option(peer, o)); o++) {
			assert_true((option->show == SHOW_NOTHING) ==
				    (option->take != NULL));
			if (option->show == SHOW_NOTHING)
				continue;
			assert_non_null(peer->texts[option->show]);
			assert_in_range(peer->text_fds[option->show], 1, 2);
		}
	}
}

static void test_tini(void **state)
{
	(void)state;
	assert_int_equal(VERDICT("tini", "-gsvv", "-e5", "-e", "7", "--", "x", "-h"),
			 PEER_RUN);
	assert_true(single.to_group && single.subreaper);
	assert_int_equal(single.verbosity, 3);
	assert_int_equal(single.exit_as[5] + single.exit_as[7], 0);
	assert_int_equal(single.exit_as[6], 6);
	assert_string_equal(single.command[1], "-h");
	assert_int_equal(single.forward_as[CTINIT_SIGTTOU], 0);
	assert_int_equal(single.forward_as[CTINIT_SIGTSTP], CTINIT_SIGTSTP);

	assert_int_equal(PARSE("tini", "--version").show, SHOW_VERSION);
	assert_int_equal(VERDICT("tini", "--version", "x"), PEER_UNKNOWN_LETTER);
	assert_int_equal(VERDICT("tini", "sh", "-c", "x"), PEER_RUN);
	assert_int_equal(VERDICT("tini", "-e"), PEER_LETTER_WANTS_VALUE);
	assert_int_equal(VERDICT("tini", "-e", "256", "x"), PEER_BAD_VALUE);
	assert_int_equal(VERDICT("tini", "-p", "BOGUS", "x"), PEER_BAD_VALUE);
	assert_int_equal(VERDICT("tini", "-gz", "x"), PEER_UNKNOWN_LETTER);
	assert_int_equal(VERDICT("tini", "-g", "--"), PEER_NO_COMMAND);
}

static void test_dumb_init(void **state)
{
	static const char *const wrong[] = { "",    "herp",   "herp:derp",
					     "15",  "15::12", "15:derp",
					     "0:1", "32:1",   "1:32" };

	(void)state;
	assert_int_equal(VERDICT("dumb-init", "x"), PEER_RUN);
	assert_int_equal(single.place, PLACE_SESSION);
	assert_true(single.to_group);
	assert_int_equal(single.forward_as[CTINIT_SIGTTIN], CTINIT_SIGSTOP);
	assert_int_equal(VERDICT("dumb-init", "-r", "21:0", "--rewrite=15:2", "x"),
			 PEER_RUN);
	assert_int_equal(single.forward_as[CTINIT_SIGTTIN], 0);
	assert_int_equal(single.forward_as[CTINIT_SIGTSTP], CTINIT_SIGSTOP);
	assert_int_equal(single.forward_as[CTINIT_SIGTERM], CTINIT_SIGINT);
	assert_int_equal(VERDICT("dumb-init", "-c", "x"), PEER_RUN);
	assert_int_equal(single.place, PLACE_SAME);
	assert_false(single.to_group);
	assert_int_equal(single.forward_as[CTINIT_SIGTSTP], CTINIT_SIGTSTP);

	assert_int_equal(VERDICT("dumb-init", "--sing", "x"), PEER_RUN);
	assert_int_equal(VERDICT("dumb-init", "--ver", "x"), PEER_AMBIGUOUS);
	assert_int_equal(VERDICT("dumb-init", "--yolo", "x"), PEER_UNKNOWN_NAME);
	assert_int_equal(VERDICT("dumb-init", "--verbose=1", "x"), PEER_NAME_TAKES_NONE);
	assert_int_equal(VERDICT("dumb-init", "--rewrite"), PEER_NAME_WANTS_VALUE);
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		assert_int_equal(VERDICT("dumb-init", "-r", wrong[i], "x"), PEER_BAD_VALUE);
}

static void test_catatonit(void **state)
{
	(void)state;
	assert_int_equal(VERDICT("catatonit", "-P"), PEER_RUN);
	assert_null(single.command);
	assert_int_equal(PARSE("catatonit", "-gV").show, SHOW_VERSION);
	assert_int_equal(PARSE("podman-init", "--version").show, SHOW_VERSION);
	assert_int_equal(PARSE("catatonit", "-L").show, SHOW_LICENCE);
	assert_int_equal(VERDICT("catatonit", "-v"), PEER_UNKNOWN_LETTER);
	assert_int_equal(VERDICT("catatonit"), PEER_NO_COMMAND);
	assert_int_equal(VERDICT("catatonit", "-g", "sh", "-c", "x"), PEER_RUN);
	assert_true(single.to_group);
	assert_int_equal(single.forward_as[CTINIT_SIGTSTP], 0);
}

static struct single with(const char *name, const char *variable)
{
	const char *environment[] = { variable, NULL }, *argv[] = { name, "x", NULL };

	peer_parse(&single, peer_find(name), (char **)(uintptr_t)argv,
		   (char **)(uintptr_t)environment);
	return single;
}

static void test_environment(void **state)
{
	(void)state;
	assert_true(with("tini", "TINI_SUBREAPER=").subreaper);
	assert_true(with("tini", "TINI_KILL_PROCESS_GROUP=").to_group);
	assert_int_equal(with("tini", "TINI_VERBOSITY=3").verbosity, 3);
	assert_int_equal(with("tini", "TINI_VERBOSITY=x").verbosity, 0);
	assert_false(with("tini", "TINI_SUBREAPERS=1").subreaper);
	assert_int_equal(with("dumb-init", "DUMB_INIT_SETSID=0").place, PLACE_SAME);
	assert_int_equal(with("dumb-init", "DUMB_INIT_SETSID=1").place, PLACE_SESSION);
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
