/* tests/unit/supervisor/service/cause_test.c - checks the exit reasons in messages. */
#include "supervisor/service/cause.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "tests/unit/supervisor/host.h"

static struct unit *u;
static char text[CAUSE_TEXT];

static int begin(void **state)
{
	(void)state;
	host_begin("[service:web]\ncommand = true\n"
		   "restart = always\nrestart-limit = 3\nrestart-delay = 1ms\n");
	u = sup_context(host_sup)->units[0];
	return 0;
}

static void the_wait_status_is_the_cause(void **state)
{
	(void)state;
	u->main.wstatus = 3 << 8;
	assert_string_equal(format_cause(u, text), "exited with code 3");
	u->main.wstatus = 9;
	assert_string_equal(format_cause(u, text), "killed by SIGKILL");
	assert_true(ran_to_its_end(u));
}

/* In these cases ctinit has sent the signal, so the signal is not the cause. */
static void a_fault_that_ctinit_saw_comes_before_the_wait_status(void **state)
{
	(void)state;
	u->main.wstatus = 15;
	u->unhealthy = true;
	assert_string_equal(format_cause(u, text), "it was unhealthy");
	u->start_code = 127;
	assert_string_equal(format_cause(u, text), "could not be started");
	u->late = true;
	assert_string_equal(format_cause(u, text), "not ready within 60 s (start-timeout)");
	assert_false(ran_to_its_end(u));
	u->unhealthy = u->late = false;
	u->start_code = 0;
}

static void a_start_that_can_never_work_is_not_over_the_limit(void **state)
{
	(void)state;
	assert_false(is_over_restart_limit(u)); /* no restart has happened yet */
	sup_start(host_sup);
	host_run_until("web: failed");
	assert_true(is_over_restart_limit(u));
	u->cannot_start = true;
	assert_false(is_over_restart_limit(u));
	u->cannot_start = false;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_wait_status_is_the_cause, begin,
						host_finish),
		cmocka_unit_test_setup_teardown(
			a_fault_that_ctinit_saw_comes_before_the_wait_status, begin,
			host_finish),
		cmocka_unit_test_setup_teardown(
			a_start_that_can_never_work_is_not_over_the_limit, begin,
			host_finish),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
