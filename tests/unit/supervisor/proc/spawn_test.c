/* tests/unit/supervisor/proc/spawn_test.c - each step that fails says so. */
#include "supervisor/proc/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
/* needs the four above */
#include <cmocka.h>

static char text[512];

/* errno of the failed step, 0: it ran; *ret_code is how it ended. */
static int run(struct spawn_plan *plan, const char *step, int *ret_code)
{
	static char *none[] = { NULL };
	struct spawn_report report;
	int fd, status;

	plan->envp = none;
	plan->path = "/usr/bin:/bin";
	plan->notify_fd = -1;
	for (int i = 0; i < 3; i++) {
		if (plan->stdio[i].path == NULL)
			plan->stdio[i].null = true;
	}
	pid_t pid = spawn(plan, &fd);
	assert_true(pid > 0);
	struct pollfd p = { .fd = fd, .events = POLLIN };
	assert_true(poll(&p, 1, 10000) == 1);
	ssize_t n = read(fd, &report, sizeof report);
	close(fd);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	*ret_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	if (n == 0)
		return 0;
	assert_int_equal(n, sizeof report);
	assert_string_equal(spawn_step_word(report.step), step);
	assert_int_equal(*ret_code, spawn_exit_code(&report));
	spawn_explain(plan, &report, text, sizeof text);
	return report.err;
}

#define ARGV(...) ((char *[]){ __VA_ARGS__, NULL })
#define WORD(t)   ((char[]){ t })

static void steps(void **state)
{
	int code;
	struct spawn_plan plan;

	(void)state;
	plan = (struct spawn_plan){ .argv = ARGV(WORD("true")) };
	assert_int_equal(run(&plan, "", &code), 0);
	assert_int_equal(code, 0);
	plan = (struct spawn_plan){ .argv = ARGV(WORD("true")), .directory = "/no" };
	assert_int_equal(run(&plan, "enter the directory", &code), ENOENT);
	assert_int_equal(code, 125);
	plan = (struct spawn_plan){ .argv = ARGV(WORD("true")), .stdio[1].path = "/no/x" };
	assert_int_equal(run(&plan, "connect stdin, stdout, stderr", &code), ENOENT);
	plan = (struct spawn_plan){ .argv = ARGV(WORD("true")),
				    .set_oom = true,
				    .oom = 5000 };
	assert_int_equal(run(&plan, "set oom-score-adj", &code), EINVAL);
	plan = (struct spawn_plan){ .argv = ARGV(WORD("true")),
				    .limits_set = 1u << RLIMIT_CORE };
	plan.limits[RLIMIT_CORE] = (struct rlimit){ 2, 1 };
	assert_int_equal(run(&plan, "set the limits", &code), EINVAL);
}

static void programs(void **state)
{
	char file[] = "/tmp/ctinit-spawn-XXXXXX";
	struct spawn_plan plan;
	int code, fd = mkstemp(file);

	(void)state;
	plan = (struct spawn_plan){ .argv = ARGV(WORD("/no/such")) };
	assert_int_equal(run(&plan, "run", &code), ENOENT);
	assert_int_equal(code, 127);
	plan = (struct spawn_plan){ .argv = ARGV(WORD("no-such-program")) };
	assert_int_equal(run(&plan, "run", &code), ENOENT);
	assert_string_equal(text,
			    "cannot run no-such-program: not found in PATH /usr/bin:/bin");
	plan = (struct spawn_plan){ .argv = ARGV(WORD("/etc")) };
	assert_int_equal(run(&plan, "run", &code), EACCES);
	assert_int_equal(code, 126);
	assert_true(write(fd, "#!/no/shell -x\n", 15) == 15);
	fchmod(fd, 0755);
	close(fd);
	plan = (struct spawn_plan){ .argv = ARGV(file) };
	assert_int_equal(run(&plan, "run", &code), ENOENT);
	assert_non_null(strstr(text, "its interpreter /no/shell is missing"));
	fd = creat(file, 0755);
	assert_true(write(fd, "exit $1\n", 8) == 8); /* a script without #! */
	close(fd);
	plan = (struct spawn_plan){ .argv = ARGV(file, WORD("9")) };
	assert_int_equal(run(&plan, "", &code), 0);
	assert_int_equal(code, 9);
	unlink(file);
}

static void given_back(void **state)
{
	struct spawn_plan plan = {
		.umask = 027,
		.mask = 0x180000200, /* USR1, 32 and 33 */
		.ignored = 0x1001,   /* HUP, PIPE */
	};
	int code, open = dup(1);

	(void)state;
	/* Not from a shell: dash clears the mask as it starts. */
	plan.argv = ARGV(WORD("grep"), WORD("-q"), WORD("^SigBlk:.0000000180000200"),
			 WORD("/proc/self/status"));
	assert_int_equal(run(&plan, "", &code), 0);
	assert_int_equal(code, 0);
	plan.argv = ARGV(WORD("grep"), WORD("-q"), WORD("^SigIgn:.0000000000001001"),
			 WORD("/proc/self/status"));
	assert_int_equal(run(&plan, "", &code), 0);
	assert_int_equal(code, 0);
	plan.argv =
		ARGV(WORD("sh"), WORD("-c"),
		     WORD("test $(ls /proc/self/fd | wc -l) = 4 && test $(umask) = 0027"));
	assert_int_equal(run(&plan, "", &code), 0);
	assert_int_equal(code, 0);
	close(open);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steps),
		cmocka_unit_test(programs),
		cmocka_unit_test(given_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
