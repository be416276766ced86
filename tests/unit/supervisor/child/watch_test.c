/* tests/unit/supervisor/child/watch_test.c - checks the timers and report pipes of units,
 * and that a free struct is reused. */
#include "supervisor/base/unit.h"
#include "supervisor/child/watch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "tests/unit/supervisor/host.h"

#include <fcntl.h>

static struct context *ctx;

static int begin(void **state)
{
	(void)state;
	host_begin("[service:a]\ncommand = true\n[service:b]\ncommand = true\n");
	ctx = sup_context(host_sup);
	return 0;
}

static void without_a_timer_no_time_is_left(void **state)
{
	(void)state;
	assert_int_equal(watch_time_left(ctx->units[0]), 0);
	assert_int_equal(watch_report_fd(ctx->units[0]), -1);
	watch_cancel_timer(ctx->units[0]); /* does nothing */
	watch_close_report(ctx->units[0]);
}

static void a_new_timer_replaces_the_old_one(void **state)
{
	(void)state;
	watch_arm_timer(ctx->units[0], 1000.);
	watch_arm_timer(ctx->units[0], 50.);
	watch_arm_timer(ctx->units[1], 500.);
	assert_in_range(watch_time_left(ctx->units[0]), 40000, 50000);
	assert_in_range(watch_time_left(ctx->units[1]), 490000, 500000);
	watch_cancel_timer(ctx->units[0]);
	assert_int_equal(watch_time_left(ctx->units[0]), 0);
	watch_cancel_timer(ctx->units[1]);
}

/* A unit returns its struct when it has neither a timer nor a report pipe. */
static void a_struct_is_used_again(void **state)
{
	struct generation *g = ctx->units[0]->generation;
	int ends[2];

	(void)state;
	assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
	watch_arm_timer(ctx->units[0], 1000.);
	watch_start_report(ctx->units[0], ends[0]);
	assert_int_equal(watch_report_fd(ctx->units[0]), ends[0]);
	watch_cancel_timer(ctx->units[0]);
	watch_close_report(ctx->units[0]);
	assert_int_equal(fcntl(ends[0], F_GETFD), -1);
	watch_arm_timer(ctx->units[1], 1000.);
	assert_int_equal(g->watch_used, 1);
	watch_cancel_timer(ctx->units[1]);
	close(ends[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(without_a_timer_no_time_is_left, begin,
						host_finish),
		cmocka_unit_test_setup_teardown(a_new_timer_replaces_the_old_one, begin,
						host_finish),
		cmocka_unit_test_setup_teardown(a_struct_is_used_again, begin, host_finish),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
