/* tests/unit/supervisor/proc/spawn_test.c - checks reports of failed steps, and what a
 * program inherits. */
#include "supervisor/proc/spawn.h"

#include "conf/base/base.h"
#include "conf/base/text.h"
#include "supervisor/proc/fd_channel.h"
#include "supervisor/proc/tmpfiles.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "tests/unit/supervisor/proc/syscall_filter.h"
#include "tests/unit/supervisor/write_file.h"

static char text[512];
static const char *path = "/usr/bin:/bin";

/* Spawns and waits for the end. Returns 0 if the program ran, or the errno of the failed
 * step, which must be `step`. Stores the exit code in *ret_code and the message in
 * `text`. */
static int run(struct spawn_plan *plan, const char *step, int *ret_code)
{
	static char *none[] = { NULL };
	struct spawn_report report;
	int fd, status;

	plan->envp = none;
	plan->path = path;
	plan->notify_fd = -1;
	for (int i = 0; i < 3; i++)
		plan->stdio[i].null = plan->stdio[i].path == NULL && plan->stdio[i].fd <= 0;
	pid_t pid = spawn(plan, &fd);
	assert_true(pid > 0);
	struct pollfd p = { .fd = fd, .events = POLLIN };
	assert_true(poll(&p, 1, 100000) == 1);
	ssize_t n = read(fd, &report, sizeof report);
	close(fd);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	*ret_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	if (n == 0)
		return 0;
	assert_int_equal(n, sizeof report);
	assert_string_equal(spawn_step_word(report.step), step);
	assert_int_equal(*ret_code, spawn_exit_code(&report));
	spawn_explain(plan, &report, &TEXT(text));
	return report.err;
}

#define ARGV(...) ((char *[]){ __VA_ARGS__, NULL })
#define WORD(t)   ((char[]){ t })

static int refuse_output(int log_memory_fd, int stream_fd,
			 const struct spawn_output *output)
{
	(void)log_memory_fd;
	(void)output;
	return stream_fd == 2 ? -EIO : 0;
}

static void expect_failed_step(struct spawn_plan plan, const char *step, int err)
{
	int code;

	plan.argv = ARGV(WORD("true"));
	assert_int_equal(run(&plan, step, &code), err);
	assert_int_equal(code, 125);
}

/* Steps before execve() that a test can make fail as any user. */
static void a_failed_step_is_reported(void **state)
{
	static const struct tmpfile_dir dir = { .path = "/proc/no", .mode = 0755 };
	static const struct tmpfiles dirs = { .dirs = &dir, .dir_count = 1 };
	static char *const pattern[] = { (char *)"/proc/self/status" };
	static const struct tmpfiles remove = { .remove = pattern, .remove_count = 1 };
	struct spawn_plan core = { .limits_set = 1u << RLIMIT_CORE },
			  none = { .umask = 022 };
	int code;

	(void)state;
	none.argv = ARGV(WORD("true"));
	assert_int_equal(run(&none, "", &code), 0);
	assert_int_equal(code, 0);
	expect_failed_step((struct spawn_plan){ .tmpfiles = &dirs }, "set up", ENOENT);
	expect_failed_step((struct spawn_plan){ .tmpfiles = &remove }, "remove", EPERM);
	expect_failed_step((struct spawn_plan){ .set_oom = true, .oom = 5000 },
			   "set oom-score-adj", EINVAL);
	expect_failed_step((struct spawn_plan){ .stdio[1].path = "/no/x" },
			   "connect stdin, stdout, stderr", ENOENT);
	expect_failed_step((struct spawn_plan){ .begin_output = refuse_output,
						.output = { { .run_id = 1 },
							    { .run_id = 1 } } },
			   "record where its output begins", EIO);
	core.limits[RLIMIT_CORE] = (struct rlimit){ 2, 1 };
	expect_failed_step(core, "set the limits", EINVAL);
	expect_failed_step((struct spawn_plan){ .change_user = true,
						.groups = { UINT32_MAX },
						.group_count = 1 },
			   "set the groups", geteuid() == 0 ? EINVAL : EPERM);
	expect_failed_step((struct spawn_plan){ .directory = "/no" }, "enter the directory",
			   ENOENT);
}

/* A name without a slash is found in PATH, but the interpreter of the file is missing. */
static void interpreter_by_path(void **state)
{
	char dir[] = "/tmp/ctinit-spawn-XXXXXX", file[64];
	struct spawn_plan plan = { .argv = ARGV(WORD("tool")), .directory = dir };
	int code;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(file, sizeof file, "%s/tool", dir);
	write_program(file, "#!/no/shell\n", 12);
	path = "/no/such:";
	assert_int_equal(run(&plan, "run", &code), ENOENT);
	assert_string_equal(text, "cannot run tool: its interpreter /no/shell is missing");
	path = "/usr/bin:/bin";
	unlink(file);
	rmdir(dir);
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
	write_program(file, "#!/bin/sh\r\nexit 9\n", 18);
	assert_int_equal(run(&plan, "run", &code), ENOENT);
	assert_non_null(strstr(text, "its interpreter /bin/sh, with a carriage return"));
	write_program(file, "#!/no/\x1b[1m\n", 12);
	assert_int_equal(run(&plan, "run", &code), ENOENT);
	assert_non_null(strstr(text, "its interpreter /no/?[1m is missing"));
	write_program(file, "exit $1\n", 8); /* a script without #! */
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
	/* Use grep, not a shell: dash clears the mask when it starts. */
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

/* ---- over a channel ---- */

static struct fd_channel channel;
static int extra[300];

static int set_up_channel(void **state)
{
	(void)state;
	/* Without CLOEXEC, so the program would see it. */
	for (size_t i = 0; i < ARRAY_LEN(extra); i++)
		extra[i] = dup(1);
	return fd_channel_open(&channel);
}

static int take_down_channel(void **state)
{
	(void)state;
	fd_channel_close(&channel);
	for (size_t i = 0; i < ARRAY_LEN(extra); i++)
		close(extra[i]);
	return 0;
}

static void over_a_channel(void **state)
{
	static char stack[SPAWN_STACK] __attribute__((aligned(16)));
	static char script[] = "test $(ls /proc/self/fd | wc -l) = 4 && echo here";
	struct spawn_plan plan;
	int code, out[2];
	char got[16];

	(void)state;
	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	for (int shares = 0; shares < 2; shares++) {
		plan = (struct spawn_plan){ .argv = ARGV(WORD("sh"), WORD("-c"), script),
					    .stdio[1] = { .fd = out[1] },
					    .stack_top = stack + sizeof stack,
					    .needs_own_memory = !shares,
					    .fd_channel = &channel };
		/* Under the address sanitizer no child shares our memory. */
		if (shares && !spawn_clone_vm_allowed(false))
			break;
		assert_int_equal(run(&plan, "", &code), 0);
		assert_ptr_equal(plan.fd_channel, &channel);
		assert_int_equal(code, 0);
		assert_int_equal(read(out[0], got, sizeof got), 5);
		assert_memory_equal(got, "here\n", 5);
		plan.directory = "/no";
		assert_int_equal(run(&plan, "enter the directory", &code), ENOENT);
	}
	for (size_t i = 0; i < ARRAY_LEN(extra); i++)
		assert_true(fcntl(extra[i], F_GETFD) == 0);
	close(out[0]);
	close(out[1]);
}

/* No process receives the descriptors, as if the child had been killed. The report pipe is
 * at end of file only after the channel was drained. */
static void not_taken(void **state)
{
	struct spawn_plan dead = { .notify_fd = -1, .fd_channel = &channel }, plan;
	int ends[2], code;
	char byte;

	(void)state;
	assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
	dead.report_fd = ends[1];
	assert_int_equal(fd_channel_send(&channel, &dead), 0);
	close(ends[1]);
	assert_int_equal(read(ends[0], &byte, 1), -1);
	assert_int_equal(errno, EAGAIN);
	fd_channel_drain(&channel);
	assert_int_equal(read(ends[0], &byte, 1), 0);
	close(ends[0]);
	plan = (struct spawn_plan){ .argv = ARGV(WORD("true")), .fd_channel = &channel };
	assert_int_equal(run(&plan, "", &code), 0);
	assert_int_equal(code, 0);
}

/* If the child cannot receive its descriptors, it exits with the errno, and our descriptors
 * stay open. Returns 0, or the number of the failed check. */
static int child_of_refused(int err)
{
	struct spawn_plan plan = { .argv = ARGV(WORD("true")),
				   .envp = ARGV(NULL),
				   .notify_fd = -1,
				   .fd_channel = &channel };
	int fd, status;

	for (int i = 0; i < 3; i++)
		plan.stdio[i].null = true;
	if (!refuse_call(SYS_close_range, err))
		return 99;
	if (fd_channel_is_possible())
		return 1;
	pid_t pid = spawn(&plan, &fd);
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return 2;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != err)
		return 3;
	if (read(fd, &status, 1) != -1 || errno != EAGAIN)
		return 4;
	fd_channel_drain(&channel);
	if (read(fd, &status, 1) != 0)
		return 5;
	return fcntl(extra[0], F_GETFD) == 0 ? 0 : 6;
}

static void refused(void **state)
{
	static const int errors[] = { ENOSYS, EPERM };
	int status;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(errors); i++) {
		pid_t pid = fork();

		assert_true(pid >= 0);
		if (pid == 0)
			_exit(child_of_refused(errors[i]));
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_int_equal(status, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failed_step_is_reported),
		cmocka_unit_test(programs),
		cmocka_unit_test(interpreter_by_path),
		cmocka_unit_test(given_back),
		cmocka_unit_test_setup_teardown(over_a_channel, set_up_channel,
						take_down_channel),
		cmocka_unit_test_setup_teardown(not_taken, set_up_channel,
						take_down_channel),
		cmocka_unit_test_setup_teardown(refused, set_up_channel, take_down_channel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
