/* tests/unit/supervisor/sup_test.c - runs services with real processes, from start to exit
 * code. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "tests/unit/supervisor/host.h"

#include <stdlib.h>

static const char *stop_at; /* the test shuts down when host_log contains this text */

/* Runs the configuration until the supervisor has finished. Returns the exit code. */
static int run(const char *text)
{
	const char *why = "";
	int code = -1;

	host_begin(text);
	sup_start(host_sup);
	while (!sup_finished(host_sup, &code, &why)) {
		if (stop_at != NULL && strstr(host_log, stop_at)) {
			stop_at = NULL;
			sup_shutdown(host_sup, 0, "asked");
			continue;
		}
		ev_run(host_loop, EVRUN_ONCE);
	}
	strcat(host_log, "= ");
	strcat(host_log, why);
	fprintf(stderr, "----\n%s (%d)\n", host_log, code);
	host_end();
	stop_at = NULL;
	return code;
}

/* Checks that both lines are in host_log, in this order. */
static void expect_order(const char *first, const char *second)
{
	const char *one = strstr(host_log, first), *two = strstr(host_log, second);

	assert_non_null(one);
	assert_non_null(two);
	assert_true(one < two);
}

#define SH(name, text, ...) \
	"[service:" name "]\ncommand = sh -c '" text "'\n" __VA_ARGS__ "\n"

static void main_code(void **state)
{
	(void)state;
	assert_int_equal(run(SH("web", "exit 7", "main = yes")), 7);
	assert_int_equal(run(SH("web", "kill -SEGV $$", "main = yes")), 139);
	assert_non_null(strstr(host_log, "killed by SIGSEGV"));
	for (int i = 0; i < 50; i++) /* the exit may be seen before the report */
		assert_int_equal(run("[service:web]\ncommand = true\nmain = yes\n"), 0);
}

static void not_found(void **state)
{
	(void)state;
	assert_int_equal(run("[service:web]\ncommand = /no/such\nmain = yes\n"), 127);
	assert_non_null(
		strstr(host_log, "web: cannot run /no/such: No such file or directory"));
	assert_int_equal(run("[service:web]\ncommand = /etc/passwd\nmain = yes\n"), 126);
	assert_int_equal(
		run("[service:web]\ncommand = true\nmain = yes\ndirectory = /no\n"), 125);
	assert_non_null(strstr(host_log, "cannot enter the directory /no"));
}

static void tasks(void **state)
{
	(void)state;
	assert_int_equal(run(SH("a", "exit 0", "type = task\n")
				     SH("b", "exit 0", "type = task\nneeds = a\n")),
			 0);
	expect_order("a: done", "b: done");
	assert_int_equal(run(SH("a", "exit 3", "type = task\non-failed = ignore\n")
				     SH("b", "exit 0", "type = task\nneeds = a\n")),
			 3);
	assert_non_null(strstr(host_log, "b: failed: its need a failed"));
}

static void restarts(void **state)
{
	(void)state;
	assert_int_equal(run(SH("a", "exit 4", "restart-delay = 1ms\nrestart-limit = 2\n")),
			 4);
	assert_non_null(strstr(host_log, "(2 of 2)"));
}

static void ordered_stop(void **state)
{
	(void)state;
	stop_at = "web: ready";
	assert_int_equal(run(SH("db", "exec sleep 60", "")
				     SH("web", "exec sleep 60", "needs = db\n")),
			 0);
	expect_order("web: stopped", "db: stopped");
	assert_non_null(strstr(host_log, "= asked"));
}

static void deaf(void **state)
{
	(void)state;
	stop_at = "web: ready";
	assert_int_equal(run(SH("web",
				"trap \"\" TERM; echo >&3; while :; do sleep 1; done",
				"ready = fd:3\nstop-timeout = 100ms\n")),
			 0);
	assert_non_null(strstr(host_log, "web: did not stop within "));
	assert_non_null(strstr(host_log, "), killed by SIGKILL"));
}

static void leftovers(void **state)
{
	(void)state;
	stop_at = "web: ready";
	assert_int_equal(run(SH("web", "sleep 1000 & echo >&3; exec sleep 1000",
				"ready = fd:3\n")),
			 0);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* no child is left */
}

static void probes(void **state)
{
	char dir[] = "/tmp/ctinit-host_sup-XXXXXX", ini[256];

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(ini, sizeof ini,
		 SH("web", "touch %s/up; exec sleep 60", "ready = file:%s/up\n"), dir, dir);
	stop_at = "web: ready";
	assert_int_equal(run(ini), 0);
	snprintf(ini, sizeof ini, "%s/up", dir);
	assert_int_equal(unlink(ini), 0);
	rmdir(dir);
	assert_int_equal(run(SH("web", "exec sleep 60",
				"ready = tcp:127.0.0.1:1\nstart-timeout = 200ms\nrestart = "
				"never\n")),
			 1);
	assert_non_null(strstr(host_log, "web: not ready within 200 ms"));
}

/* NOTIFY_SOCKET is @mine in the environment of the test host. */
static void a_notify_socket_of_its_own(void **state)
{
	(void)state;
	assert_int_equal(run(SH("web",
				"test -n \"$NOTIFY_SOCKET\" && test $NOTIFY_SOCKET != "
				"@mine && "
				"exit 7",
				"main = yes\nready = notify\nrestart = never\n")),
			 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(main_code),
		cmocka_unit_test(not_found),
		cmocka_unit_test(tasks),
		cmocka_unit_test(restarts),
		cmocka_unit_test(ordered_stop),
		cmocka_unit_test(deaf),
		cmocka_unit_test(leftovers),
		cmocka_unit_test(probes),
		cmocka_unit_test(a_notify_socket_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
