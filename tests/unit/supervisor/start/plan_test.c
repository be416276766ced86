/* tests/unit/supervisor/start/plan_test.c - fills plans from the keys of a section. */
#include "supervisor/start/plan.h"

#include "supervisor/proc/tmpfiles.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "tests/unit/supervisor/host.h"

#include <errno.h>

static struct spawn_plan plan;
static struct env env;
static char text[1024], why[512];

static int fill(const char *keys)
{
	struct conf_value ready;
	struct unit *u;

	snprintf(text, sizeof text,
		 "[defaults]\nstdout = inherit\nstderr = inherit\n"
		 "[service:web]\nautostart = no\n%s",
		 keys);
	host_begin(text);
	u = host_unit(0);
	u->ctx->scratch.used = 0;
	return plan_fill(u, &plan, &env, &ready, &TEXT(why));
}

static void a_command(void **state)
{
	(void)state;
	assert_int_equal(fill("command = sleep \"1 2\" ${N}\nenvironment = N=3\n"), 0);
	assert_string_equal(plan.argv[0], "sleep");
	assert_string_equal(plan.argv[1], "1 2");
	assert_string_equal(plan.argv[2], "3");
	assert_null(plan.argv[3]);
	assert_string_equal(plan.path, "/usr/bin:/bin");
	assert_int_equal(plan.env_fd, -1);
	assert_false(plan.change_user);
	assert_false(plan.needs_own_memory);
	host_end();
}

static void attributes(void **state)
{
	(void)state;
	assert_int_equal(fill("command = true\numask = 027\nnice = 5\ndirectory = /tmp\n"
			      "oom-score-adj = 100\nlimit-nofile = 64:128\n"),
			 0);
	assert_int_equal(plan.umask, 027);
	assert_true(plan.set_nice);
	assert_int_equal(plan.nice, 5);
	assert_true(plan.set_oom);
	assert_int_equal(plan.oom, 100);
	assert_string_equal(plan.directory, "/tmp");
	assert_int_equal(plan.limits_set, 1u << RLIMIT_NOFILE);
	assert_int_equal(plan.limits[RLIMIT_NOFILE].rlim_cur, 64);
	assert_int_equal(plan.limits[RLIMIT_NOFILE].rlim_max, 128);
	host_end();
}

static void streams(void **state)
{
	(void)state;
	assert_int_equal(fill("command = true\nstdin = null\nstdout = file:/tmp/out\n"
			      "stderr = file:/dev/stdout\n"),
			 0);
	assert_true(plan.stdio[0].null);
	assert_string_equal(plan.stdio[1].path, "/tmp/out");
	assert_null(plan.stdio[2].path); /* stderr is ctinit's own stdout, not a file */
	assert_int_equal(plan.stdio[2].fd, 1);
	host_end();
}

/* The process itself carries out `dirs` and `remove`, unless commands precede it. */
static void tmpfiles(void **state)
{
	(void)state;
	assert_int_equal(fill("command = true\ndirs = /tmp/d:mode=0700 /tmp/e\n"
			      "remove = /tmp/*.pid\n"),
			 0);
	assert_non_null(plan.tmpfiles);
	assert_int_equal(plan.tmpfiles->dir_count, 2);
	assert_string_equal(plan.tmpfiles->dirs[0].path, "/tmp/d");
	assert_true(plan.tmpfiles->dirs[0].has_mode && plan.tmpfiles->dirs[0].mode == 0700);
	assert_string_equal(plan.tmpfiles->dirs[1].path, "/tmp/e");
	assert_false(plan.tmpfiles->dirs[1].has_mode);
	assert_int_equal(plan.tmpfiles->remove_count, 1);
	assert_string_equal(plan.tmpfiles->remove[0], "/tmp/*.pid");
	assert_true(plan.needs_own_memory);
	host_end();
	assert_int_equal(fill("command = true\nremove = /tmp/*.pid\n"), 0);
	assert_int_equal(plan.tmpfiles->dir_count, 0);
	assert_int_equal(plan.tmpfiles->remove_count, 1);
	host_end();
	assert_int_equal(fill("command = true\ndirs = /tmp/d\nremove = /tmp/*.pid\n"
			      "pre-start = true\n"),
			 0);
	assert_null(plan.tmpfiles);
	assert_false(plan.needs_own_memory);
	host_end();
}

static void an_empty_command(void **state)
{
	(void)state;
	assert_int_equal(fill("command = ${NOTHING:-}\n"), -EINVAL);
	assert_non_null(strstr(why, "command: expands to nothing"));
	host_end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_command),        cmocka_unit_test(attributes),
		cmocka_unit_test(streams),          cmocka_unit_test(tmpfiles),
		cmocka_unit_test(an_empty_command),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
