/* tests/unit/supervisor/cleanup/cleanup_test.c - checks the end of processes that a service
 * leaves behind. */
#include "supervisor/cleanup/cleanup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "conf/base/clock.h"
#include "tests/unit/supervisor/host.h"

#include <stdlib.h>

#define TEXT_SIZE 512

/* Starts a service with a process in its group that ignores SIGTERM. */
static void begin(const char *kill)
{
	static char text[TEXT_SIZE];
	char path[] = "/tmp/cleanup_test.XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	close(fd);
	unlink(path);
	snprintf(text, sizeof text,
		 "[service:web]\nkill = %s\nready = file:%s\nstop-timeout = 60s\n"
		 "command = sh -c '(trap \"\" TERM; : >%s; exec sleep 1000) & exec sleep "
		 "1000'\n",
		 kill, path, path);
	host_begin(text);
	sup_start(host_sup);
	host_run_until("web: ready");
	unlink(path);
}

/* The core orders a kill after the main process has died, but before the clean-up has
 * scanned its process group. */
static void a_kill_before_the_first_look(void **state)
{
	static const char *const kills[] = { "group", "tree" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(kills); i++) {
		struct context *ctx;
		siginfo_t dead;
		pid_t pid;

		begin(kills[i]);
		ctx = sup_context(host_sup);
		pid = host_unit(0)->main.child.pid;
		core_stop_auto(ctx->core, 0, clock_now());
		context_pump(ctx);
		/* The process tree is signaled in a later turn of the loop. */
		kill(pid, SIGTERM);
		assert_int_equal(waitid(P_PID, (id_t)pid, &dead, WEXITED | WNOWAIT), 0);
		assert_true(sup_child_exited(host_sup, pid, SIGTERM));
		assert_int_equal(host_unit(0)->cleanup_phase, CLEANUP_ZOMBIE);
		core_timeout(ctx->core, 0, clock_now());
		context_pump(ctx);
		assert_int_equal(core_state(ctx->core, 0), SVC_KILLING);
		assert_int_equal(waitpid(pid, NULL, 0), pid);
		host_run_until("web: stopped");
		assert_int_equal(kill(-pid, 0), -1);
		host_end();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_kill_before_the_first_look),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
