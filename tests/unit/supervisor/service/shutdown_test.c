/* tests/unit/supervisor/service/shutdown_test.c - checks the requests, the deadline and the
 * reason of a shutdown. */
#include "conf/base/clock.h"
#include "supervisor/service/shutdown.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "tests/unit/supervisor/host.h"

static struct context *ctx;

static int begin(void **state)
{
	(void)state;
	host_begin("[init]\nshutdown-timeout = 20s\n"
		   "[service:web]\ncommand = sleep 1000\nstdout = null\nstderr = null\n");
	ctx = sup_context(host_sup);
	sup_start(host_sup);
	host_run_until("web: ready");
	return 0;
}

static int finish(void **state)
{
	int code;
	const char *why;

	(void)state;
	sup_escalate(host_sup);
	sup_escalate(host_sup);
	while (!sup_finished(host_sup, &code, &why))
		ev_run(host_loop, EVRUN_ONCE);
	assert_int_equal(code, 143);
	assert_string_equal(why, "SIGTERM");
	host_end();
	return 0;
}

static void before_the_shutdown_no_wait_is_limited(void **state)
{
	(void)state;
	assert_int_equal(shutdown_limit(ctx, SECONDS(1000)), SECONDS(1000));
	sup_shutdown(host_sup, 143, "SIGTERM");
}

static void shutdown_timeout_limits_all_waits(void **state)
{
	msec limit;

	(void)state;
	sup_shutdown(host_sup, 143, "SIGTERM");
	limit = shutdown_limit(ctx, SECONDS(1000));
	assert_true(limit > SECONDS(1) && limit <= SECONDS(20));
	assert_int_equal(shutdown_limit(ctx, 10), 10);
}

static void the_first_reason_counts(void **state)
{
	(void)state;
	sup_shutdown(host_sup, 143, "SIGTERM");
	sup_shutdown(host_sup, 130, "SIGINT");
}

static void a_second_request_leaves_a_second(void **state)
{
	(void)state;
	sup_shutdown(host_sup, 143, "SIGTERM");
	assert_false(sup_is_killing(host_sup));
	sup_escalate(host_sup);
	assert_true(shutdown_limit(ctx, SECONDS(1000)) <= SECONDS(1));
	assert_false(sup_is_killing(host_sup));
	sup_escalate(host_sup);
	assert_true(sup_is_killing(host_sup));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(before_the_shutdown_no_wait_is_limited,
						begin, finish),
		cmocka_unit_test_setup_teardown(shutdown_timeout_limits_all_waits, begin,
						finish),
		cmocka_unit_test_setup_teardown(the_first_reason_counts, begin, finish),
		cmocka_unit_test_setup_teardown(a_second_request_leaves_a_second, begin,
						finish),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
