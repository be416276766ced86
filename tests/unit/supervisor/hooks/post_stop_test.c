/* tests/unit/supervisor/hooks/post_stop_test.c - checks that a stop is over only when the
 * processes of post-stop are dead. */
#include "supervisor/hooks/hook_command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "conf/base/clock.h"
#include "tests/unit/supervisor/host.h"

static void the_group_is_awaited(void **state)
{
	struct context *ctx;
	struct hooks *hooks;
	pid_t group;

	(void)state;
	host_begin("[service:a]\ncommand = sleep 1000\n"
		   "post-stop = sh -c 'sleep 1000 & exit 0'\n");
	ctx = sup_context(host_sup);
	hooks = hooks_of(host_unit(0));
	sup_start(host_sup);
	host_run_until("a: ready");
	core_stop_auto(ctx->core, 0, clock_now());
	context_pump(ctx);
	while (hooks->helper.dying_group == 0 && strstr(host_log, "a: stopped") == NULL)
		ev_run(host_loop, EVRUN_ONCE);
	group = hooks->helper.dying_group;
	assert_true(group > 0);
	assert_int_equal(core_state(ctx->core, 0), SVC_STOPPING);
	host_run_until("a: stopped");
	assert_int_equal(kill(-group, 0), -1);
	host_end();
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(the_group_is_awaited) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
