/* tests/unit/supervisor/proc/spawn_report_test.c - checks the messages and exit codes of
 * failed starts. */
#include "supervisor/proc/spawn_report.h"

#include "conf/base/base.h"
#include "conf/base/exits.h"
#include "conf/base/text.h"
#include "supervisor/proc/interpreter.h"
#include "supervisor/proc/spawn_plan.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

/* clang-format off */
static const struct {
	struct spawn_report report;
	const char *text;
	int code;
	bool permanent;
} failures[] = {
	{ { SPAWN_STEP_NONE, EMFILE, -1, "" }, "cannot start: Too many open files", CTINIT_EXIT_SETUP, false },
	{ { SPAWN_STEP_DIRS, ELOOP, -1, "/a/b" }, "cannot set up /a/b: a symbolic link in the path can be changed by other users than root", CTINIT_EXIT_SETUP, false },
	{ { SPAWN_STEP_REMOVE, EACCES, -1, "/a" }, "cannot remove /a: Permission denied; dirs and remove work as ctinit's own user", CTINIT_EXIT_SETUP, false },
	{ { SPAWN_STEP_NICE, EPERM, -1, "" }, "cannot set nice: Operation not permitted; ctinit may lack CAP_SYS_NICE", CTINIT_EXIT_SETUP, false },
	{ { SPAWN_STEP_STDIO, ENOENT, 1, "" }, "cannot open /log for stdout: No such file or directory", CTINIT_EXIT_SETUP, false },
	{ { SPAWN_STEP_STDIO, EACCES, 0, "" }, "cannot open /dev/null for stdin: Permission denied", CTINIT_EXIT_SETUP, false },
	{ { SPAWN_STEP_LIMITS, EPERM, RLIMIT_NOFILE, "" }, "cannot set limit-nofile: Operation not permitted; a hard limit above ours needs CAP_SYS_RESOURCE", CTINIT_EXIT_SETUP, false },
	{ { SPAWN_STEP_DIRECTORY, ENOENT, -1, "" }, "cannot enter the directory /srv: No such file or directory", CTINIT_EXIT_SETUP, false },
	{ { SPAWN_STEP_EXEC, ENOENT, -1, "" }, "cannot run web: not found in PATH /bin", CTINIT_EXIT_NOT_FOUND, true },
	{ { SPAWN_STEP_EXEC, EACCES, -1, "" }, "cannot run web: Permission denied", CTINIT_EXIT_NOT_RUN, true },
	{ { SPAWN_STEP_EXEC, ENOEXEC, -1, "" }, "cannot run web: Exec format error (a program of another architecture?)", CTINIT_EXIT_NOT_RUN, true },
	{ { SPAWN_STEP_EXEC, ENOMEM, -1, "" }, "cannot run web: Cannot allocate memory", CTINIT_EXIT_NOT_RUN, false },
	{ { SPAWN_STEP_EXEC, ENOENT, INTERPRETER_MISSING, "/bin/x" }, "cannot run web: its interpreter /bin/x is missing", CTINIT_EXIT_NOT_FOUND, true },
};
/* clang-format on */

static void messages(void **state)
{
	static char web[] = "web", *argv[] = { web, NULL };
	const struct spawn_plan plan = { .argv = argv,
					 .path = "/bin",
					 .directory = "/srv",
					 .stdio = { { .null = true },
						    { .path = "/log" } } };
	char text[256];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(failures); i++) {
		spawn_explain(&plan, &failures[i].report, &TEXT(text));
		assert_string_equal(text, failures[i].text);
		assert_int_equal(spawn_exit_code(&failures[i].report), failures[i].code);
		assert_int_equal(spawn_failure_is_permanent(&failures[i].report),
				 failures[i].permanent);
	}
}

static void words(void **state)
{
	(void)state;
	for (int32_t step = SPAWN_STEP_NONE; step <= SPAWN_STEP_COUNT; step++)
		assert_non_null(spawn_step_word(step));
	assert_string_equal(spawn_step_word(SPAWN_STEP_EXEC), "run");
	assert_string_equal(spawn_step_word(SPAWN_STEP_COUNT), "start");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(messages),
					    cmocka_unit_test(words) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
