/* tests/unit/supervisor/probe/wait_for_test.c - checks that a start waits until its probes
 * pass. */
#include "supervisor/probe/wait_for.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "tests/unit/supervisor/host.h"

#include <stdlib.h>

static char path[64], text[512];

static int begin(void **state)
{
	int fd;

	(void)state;
	strcpy(path, "/tmp/wait_for_test.XXXXXX");
	fd = mkstemp(path);
	close(fd);
	return fd >= 0 ? unlink(path) : -1;
}

static int end(void **state)
{
	(void)state;
	unlink(path);
	return 0;
}

static const char *what_is_missing(void)
{
	static char buf[WAIT_FOR_TEXT];

	wait_for_describe(host_unit(0), buf);
	return buf;
}

static void keys(void **state)
{
	static const char ini[] = "[service:a]\ncommand = true\nwait-for = tcp:db:1\n"
				  "[service:b]\ncommand = true\nstart-delay = 1s\n"
				  "[service:c]\ncommand = true\nwait-timeout = 1s\n";

	(void)state;
	host_begin(ini);
	assert_true(wait_for_is_set(host_unit(0)->section));
	assert_true(wait_for_is_set(host_unit(1)->section));
	assert_false(wait_for_is_set(host_unit(2)->section));
	assert_string_equal(what_is_missing(), "");
	host_end();
}

/* The delay precedes the probes, and each probe precedes the next one. */
static void in_order(void **state)
{
	char expected[128];

	(void)state;
	snprintf(text, sizeof text,
		 "[service:web]\ncommand = sleep 100\nstart-delay = 50ms\n"
		 "wait-for = file:/proc/self file:%s\n",
		 path);
	snprintf(expected, sizeof expected, "file:%s", path);
	host_begin(text);
	sup_start(host_sup);
	assert_string_equal(what_is_missing(), "start-delay");
	while (strcmp(what_is_missing(), expected) != 0)
		ev_run(host_loop, EVRUN_ONCE);
	fclose(fopen(path, "w"));
	host_run_until("web: ready");
	assert_string_equal(what_is_missing(), "");
	sup_shutdown(host_sup, 0, "test");
	host_run_until("web: stopped");
	host_end();
}

static void the_timeout_is_a_failed_start(void **state)
{
	(void)state;
	snprintf(text, sizeof text,
		 "[service:web]\ncommand = true\nrestart = never\non-failed = ignore\n"
		 "wait-for = file:%s\nwait-timeout = 100ms\n",
		 path);
	host_begin(text);
	sup_start(host_sup);
	host_run_until("No such file or directory\n");
	assert_non_null(strstr(host_log, "web: waited "));
	snprintf(text, sizeof text, " for file:%s: No such file or directory\n", path);
	assert_non_null(strstr(host_log, text));
	host_run_until("web: failed");
	assert_int_equal(host_state(0), SVC_FAILED);
	assert_null(strstr(host_log, "web: ready"));
	host_end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys),
		cmocka_unit_test_setup_teardown(in_order, begin, end),
		cmocka_unit_test_setup_teardown(the_timeout_is_a_failed_start, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
