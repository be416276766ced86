/* tests/unit/supervisor/cleanup/pidfile_test.c - lets a main process die that no
 * other process replaces. */
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
#include <sys/resource.h>

static char dir[32];

/* Starts a daemon in its own session. `more` is a shell command that starts others. */
static void begin(const char *kill, const char *more)
{
	static char text[512];

	strcpy(dir, "/tmp/pidfile_test.XXXXXX");
	assert_non_null(mkdtemp(dir));
	snprintf(text, sizeof text,
		 "[service:web]\ntype = forking\npid-file = %s/pid\nkill = %s\n"
		 "stop-timeout = 60s\n"
		 "command = sh -c 'setsid sleep 1000 & echo $! >%s/pid; %s'\n",
		 dir, kill, dir, more);
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
	begin("tree", "setsid sleep 1000 &"); /* the handover waits for it */
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

/* Without a pidfd nothing shows later whose number it is. */
static void a_group_without_a_pidfd_is_reported(void **state)
{
	struct rlimit limit, none;
	pid_t pid;

	(void)state;
	begin("group", "");
	pid = host_unit(0)->main.child.pid;
	remove_pid_file();
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	none = (struct rlimit){ 0, limit.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	assert_int_equal(kill(pid, SIGKILL), 0);
	host_run_until("is not ended: pidfd_open failed when that process died");
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	host_end();
	assert_int_equal(rmdir(dir), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_session_from_the_handover_is_a_strangers),
		cmocka_unit_test(a_group_without_a_pidfd_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
