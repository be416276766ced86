/* tests/unit/supervisor/output/logger_watchdog_test.c - checks when a logger without
 * progress is killed, and which reason is reported. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "supervisor/output/logger_child.h"
#include "tests/unit/supervisor/host.h"

#include <sys/socket.h>

static struct logger_child *logger;
static int logger_end; /* the logger's end of the socket */
static pid_t pid;      /* the process that stands for the logger */

/* Sets the state of PID 1 as if a logger did not read a packet. */
static void begin(bool runs)
{
	int ends[2];

	host_begin("[service:a]\ncommand = true\n");
	logger = sup_context(host_sup)->logger;
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC,
				    0, ends),
			 0);
	logger_end = ends[1];
	logger->socket = ends[0];
	assert_int_equal(send(ends[0], "x", 1, 0), 1);
	pid = fork();
	if (pid == 0)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (volatile bool spins = runs; pid == 0;)
		if (!spins)
			pause();
	logger->child.pid = pid;
	watchdog_start(logger);
}

/* The process must have been killed. */
static void end(void)
{
	int status;

	logger->child.pid = 0;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(WTERMSIG(status), SIGKILL);
	close(logger_end);
	host_end();
}

static void it_has_used_20_seconds_of_processor_time(void **state)
{
	(void)state;
	begin(true);
	logger->watchdog.cpu_at_progress = -(uint64_t)(20 * sysconf(_SC_CLK_TCK));
	host_run_until("killing it");
	assert_string_equal(host_log, "the logger made no progress in 20 s of processor "
				      "time; killing it\n");
	end();
}

static void it_has_slept_for_30_checks(void **state)
{
	(void)state;
	begin(false);
	logger->watchdog.stalled_checks = 29;
	host_run_until("killing it");
	assert_string_equal(host_log, "the logger made no progress for 30 s; killing it\n");
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_has_used_20_seconds_of_processor_time),
		cmocka_unit_test(it_has_slept_for_30_checks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
