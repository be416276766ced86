/* tests/unit/supervisor/proc/signal_process_test.c - checks that the pidfd, not the pid,
 * decides which process gets the signal. */
#include "supervisor/proc/signal_process.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "tests/unit/supervisor/proc/syscall_filter.h"

static pid_t sleeper(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		setsid();
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			pause();
	}
	assert_true(pid > 0);
	while (getpgid(pid) != pid) /* the child soon creates its own group */
		;
	return pid;
}

static int pidfd(pid_t pid)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);

	assert_true(fd >= 0);
	return fd;
}

static int end_of(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? WTERMSIG(status) : -1;
}

/* A reused pid: `pid` is a live process, and `fd` a pidfd of a dead one. No call may signal
 * `pid`. */
static void dead_is_not_another(int fd, pid_t pid)
{
	siginfo_t info = { .si_signo = SIGTERM, .si_code = SI_QUEUE };

	assert_int_equal(signal_process(pid, fd, SIGKILL), -ESRCH);
	assert_int_equal(signal_process_info(pid, fd, SIGTERM, &info), -ESRCH);
	assert_int_equal(stop_process(pid, fd, SIGTERM), -ESRCH);
	assert_false(stop_group(pid, fd, SIGTERM));
	assert_int_equal(kill_process(pid, fd, true), -ESRCH);
}

static void by_pidfd(void **state)
{
	pid_t dead = sleeper(), other = sleeper();
	int fd = pidfd(dead);

	(void)state;
	assert_int_equal(signal_process(dead, fd, SIGUSR1), 0);
	assert_int_equal(end_of(dead), SIGUSR1);
	dead_is_not_another(fd, other);
	close(fd);
	fd = pidfd(other);
	assert_true(stop_group(other, fd, SIGUSR2));
	assert_int_equal(end_of(other), SIGUSR2);
	close(fd);
}

/* Run this test last, because the filter stays. */
static void without_the_call(void **state)
{
	pid_t dead = sleeper(), other = sleeper();
	int fd = pidfd(dead);

	(void)state;
	assert_true(refuse_call(SYS_pidfd_send_signal, EPERM));
	assert_int_equal(signal_process(dead, fd, SIGUSR1), 0);
	assert_int_equal(end_of(dead), SIGUSR1);
	dead_is_not_another(fd, other);
	close(fd);
	assert_int_equal(kill_process(other, -1, true), 0);
	assert_int_equal(end_of(other), SIGKILL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_pidfd),
		cmocka_unit_test(without_the_call),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
