/* tests/unit/supervisor/hooks/before_start_test.c - runs real commands before a start. */
#include "supervisor/hooks/hooks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "tests/unit/supervisor/host.h"

static void only_keys_of_commands_precede(void **state)
{
	static const char text[] = "[service:a]\ncommand = true\npost-stop = true\n"
				   "[service:b]\ncommand = true\npre-start = true\n"
				   "[service:c]\ntype = task\nscripts = /nowhere\n";

	(void)state;
	host_begin(text);
	assert_false(hooks_precede_start(host_unit(0)->section));
	assert_true(hooks_precede_start(host_unit(1)->section));
	assert_true(hooks_precede_start(host_unit(2)->section));
	assert_false(hooks_before_start(host_unit(0)));
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* no command is running */
	host_end();
}

/* A failed pre-start is a failed start, and the message has the command. */
static void failed_pre_start(void **state)
{
	static const char text[] = "[service:web]\ncommand = true\nrestart = never\n"
				   "pre-start = sh -c \"exit 3\"\n";

	(void)state;
	host_begin(text);
	sup_start(host_sup);
	host_run_until("web: pre-start sh: exited with code 3\n");
	assert_string_equal(hooks_failure(host_unit(0)), "pre-start exited with code 3");
	assert_string_equal(hooks_current(host_unit(0)), "pre-start sh");
	host_run_until("web: failed");
	assert_int_equal(host_state(0), SVC_FAILED);
	assert_null(strstr(host_log, "web: ready"));
	host_end();
}

/* With the prefix - a failure of the command is ignored. */
static void ignored_failure(void **state)
{
	static const char text[] =
		"[service:web]\ncommand = sleep 100\npre-start = -sh -c \"exit 3\"\n";

	(void)state;
	host_begin(text);
	sup_start(host_sup);
	host_run_until("web: ready");
	assert_null(hooks_failure(host_unit(0)));
	assert_null(hooks_current(host_unit(0)));
	sup_shutdown(host_sup, 0, "test");
	host_run_until("web: stopped");
	host_end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_keys_of_commands_precede),
		cmocka_unit_test(failed_pre_start),
		cmocka_unit_test(ignored_failure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
