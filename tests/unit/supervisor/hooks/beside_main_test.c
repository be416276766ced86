/* tests/unit/supervisor/hooks/beside_main_test.c - reloads a service by a signal. */
#include "supervisor/hooks/hooks.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "tests/unit/supervisor/host.h"

static void reload_needs_key_and_ready_service(void **state)
{
	static const char text[] = "[service:a]\ncommand = true\nautostart = no\n"
				   "[service:b]\ncommand = true\nautostart = no\n"
				   "reload = HUP\n";

	(void)state;
	host_begin(text);
	assert_int_equal(hooks_reload(host_unit(0)), -ENOENT);
	assert_int_equal(hooks_reload(host_unit(1)), -ESRCH);
	host_end();
}

/* SIGUSR2 ends a process that does not expect it. */
static void reload_sends_the_signal(void **state)
{
	static const char text[] =
		"[service:web]\ncommand = sleep 100\nreload = USR2\nrestart = never\n";

	(void)state;
	host_begin(text);
	sup_start(host_sup);
	host_run_until("web: ready");
	assert_int_equal(hooks_reload(host_unit(0)), 0);
	host_run_until("web: reload: SIGUSR2 sent");
	host_run_until("web: failed: killed by SIGUSR2");
	host_end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reload_needs_key_and_ready_service),
		cmocka_unit_test(reload_sends_the_signal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
