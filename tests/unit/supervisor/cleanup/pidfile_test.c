/* tests/unit/supervisor/cleanup/pidfile_test.c - checks who owns the session of a main
 * process that died and was not replaced. */
#include "supervisor/cleanup/pidfile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "conf/base/clock.h"
#include "supervisor/cleanup/cleanup.h"
#include "supervisor/cleanup/ownership.h"
#include "tests/unit/supervisor/host.h"

#include <stdlib.h>

static char dir[] = "/tmp/pidfile_test.XXXXXX";

/* Starts a daemon in its own session, and a process beside it for which a handover
 * waits. */
static void begin(void)
{
	static char text[512];

	assert_non_null(mkdtemp(dir));
	snprintf(text, sizeof text,
		 "[service:web]\ntype = forking\npid-file = %s/pid\nstop-timeout = 60s\n"
		 "command = sh -c 'setsid sleep 1000 & echo $! >%s/pid; setsid sleep 1000 "
		 "&'\n",
		 dir, dir);
	host_begin(text);
	sup_start(host_sup);
	host_run_until("web: ready");
}

static void remove_pid_file(void)
{
	char path[64];

	snprintf(path, sizeof path, "%s/pid", dir);
	assert_int_equal(unlink(path), 0);
}

/* During a handover the number of the old main process may be reused by a process that
 * makes a session. */
static void a_session_from_the_handover_is_a_strangers(void **state)
{
	struct context *ctx;
	struct proc_info p = { 0 };
	uint64_t now;

	(void)state;
	begin();
	ctx = sup_context(host_sup);
	p.pid = p.session = p.group = host_unit(0)->main.child.pid;
	remove_pid_file();
	assert_int_equal(kill(p.pid, SIGKILL), 0);
	while (!pidfile_is_pending(host_unit(0)))
		ev_run(host_loop, EVRUN_ONCE);
	now = proctree_now();
	while ((p.start = proctree_now()) < now + 2)
		;
	while (proctree_now() < p.start + 2)
		;
	core_stop_auto(ctx->core, 0, clock_now());
	context_pump(ctx);
	assert_false(pidfile_is_pending(host_unit(0)));
	assert_int_not_equal(host_unit(0)->cleanup_phase, CLEANUP_NONE);
	assert_int_equal(ownership_find(ctx->ownership, &p), OWNER_PENDING);
	p.start = now - 100; /* it started before the death */
	assert_int_equal(ownership_find(ctx->ownership, &p), 0);
	host_run_until("web: stopped");
	host_end();
	assert_int_equal(rmdir(dir), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_session_from_the_handover_is_a_strangers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
