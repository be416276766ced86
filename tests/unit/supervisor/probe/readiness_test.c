/* tests/unit/supervisor/probe/readiness_test.c - checks how real services become ready. */
#include "supervisor/probe/readiness.h"

#include "conf/base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "tests/unit/supervisor/host.h"

static char missing[READINESS_TEXT];

static void start(const char *text)
{
	host_begin(text);
	sup_start(host_sup);
}

static void stop(void)
{
	sup_shutdown(host_sup, 0, "test");
	host_run_until("web: stopped");
	host_end();
}

static void alive_is_a_time(void **state)
{
	msec begun = clock_now();

	(void)state;
	start("[service:web]\ncommand = sleep 100\nready = alive:200ms\n");
	assert_string_equal(readiness_missing(host_unit(0), missing), "");
	assert_string_equal(missing, "");
	host_run_until("web: ready");
	/* Both times are rounded to milliseconds. */
	assert_true(clock_now() - begun >= 200 - 1);
	stop();
}

static void a_newline_on_the_descriptor(void **state)
{
	(void)state;
	start("[service:web]\ncommand = sh -c \"echo >&3; exec sleep 100\"\nready = "
	      "fd:3\n");
	readiness_missing(host_unit(0), missing);
	assert_string_equal(missing, "a newline on the descriptor of ready");
	host_run_until("web: ready");
	assert_false(readiness_fd_closed(host_unit(0)));
	stop();
}

static void a_closed_descriptor_fails_the_start(void **state)
{
	(void)state;
	start("[service:web]\ncommand = sh -c \"exec sleep 100 3>&-\"\nready = fd:3\n"
	      "restart = never\non-failed = ignore\n");
	host_run_until("web: not ready: it closed the descriptor");
	assert_true(readiness_fd_closed(host_unit(0)));
	host_run_until("web: failed");
	assert_int_equal(host_state(0), SVC_FAILED);
	host_end();
}

static void a_probe_reports_its_last_error(void **state)
{
	const char *error;

	(void)state;
	start("[service:web]\ncommand = sleep 100\nready = file:/nowhere/file\n");
	do {
		ev_run(host_loop, EVRUN_ONCE);
		error = readiness_missing(host_unit(0), missing);
	} while (error[0] == '\0');
	assert_string_equal(missing, "file:/nowhere/file");
	assert_string_equal(error, "No such file or directory");
	stop();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(alive_is_a_time),
		cmocka_unit_test(a_newline_on_the_descriptor),
		cmocka_unit_test(a_closed_descriptor_fails_the_start),
		cmocka_unit_test(a_probe_reports_its_last_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
