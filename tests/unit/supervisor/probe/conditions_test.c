/* tests/unit/supervisor/probe/conditions_test.c - checks which services are skipped, and
 * why. */
#include "supervisor/probe/conditions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "tests/unit/supervisor/host.h"

static const char *skip_reason(uint32_t i)
{
	static char text[160];

	conditions_skip_reason(host_unit(i), text, sizeof text);
	return text;
}

static bool is_skipped(uint32_t i)
{
	return core_state(host_unit(i)->ctx->core, i) == SVC_SKIPPED;
}

static void stop_all(void)
{
	sup_shutdown(host_sup, 0, "test");
	host_run_until("stopped");
	host_end();
}

/* PATH is in the environment of the test host, NOWHERE is not. */
static void on_variables(void **state)
{
	static const char text[] = "[service:a]\ncommand = sleep 100\nwhen = PATH\n"
				   "[service:b]\ncommand = sleep 100\nwhen = NOWHERE\n"
				   "[service:c]\ncommand = sleep 100\nwhen = !PATH\n"
				   "[service:d]\ncommand = sleep 100\nneeds = b\n";

	(void)state;
	host_begin(text);
	sup_start(host_sup);
	host_run_until("a: ready");
	assert_false(is_skipped(0));
	assert_true(is_skipped(1) && is_skipped(2) && is_skipped(3));
	assert_string_equal(skip_reason(1), "when = NOWHERE");
	assert_string_equal(skip_reason(2), "when = !PATH");
	assert_string_equal(skip_reason(3), "its need b is skipped");
	stop_all();
}

/* Commands and files are checked before a start. A check that cannot be made is
 * reported. */
static void before_a_start(void **state)
{
	static const char text[] =
		"[service:a]\ncommand = sleep 100\nwhen = exec:true\nwhen = "
		"file:/proc/self\n"
		"[service:b]\ncommand = sleep 100\nwhen = exec:false\n"
		"[service:c]\ncommand = sleep 100\nwhen = !file:/proc/self\n"
		"[service:d]\ncommand = sleep 100\nwhen = exec:/nowhere/command\n"
		"restart = never\non-failed = ignore\n";

	(void)state;
	host_begin(text);
	assert_true(conditions_before_start(host_unit(0)->section));
	sup_start(host_sup);
	host_run_until("a: ready");
	host_run_until("b: skipped: when = exec:false\n");
	host_run_until("c: skipped: when = !file:/proc/self\n");
	host_run_until("d: when = exec:/nowhere/command: ");
	stop_all();
}

static void secrets_wait_too(void **state)
{
	static const char text[] = "[init]\nenv-secrets = yes\n"
				   "[service:a]\ncommand = true\nwhen = PATH\n"
				   "[service:b]\ncommand = true\n";

	(void)state;
	host_begin(text);
	assert_true(conditions_before_start(host_unit(0)->section));
	assert_false(conditions_before_start(host_unit(1)->section));
	host_end();
}

static void only_files_and_commands_wait(void **state)
{
	static const char text[] =
		"[service:a]\ncommand = true\nwhen = PATH\n"
		"[service:b]\ncommand = true\nwhen = PATH file:/nowhere\n";

	(void)state;
	host_begin(text);
	assert_false(conditions_before_start(host_unit(0)->section));
	assert_true(conditions_before_start(host_unit(1)->section));
	host_end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(on_variables),
		cmocka_unit_test(before_a_start),
		cmocka_unit_test(only_files_and_commands_wait),
		cmocka_unit_test(secrets_wait_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
