/* tests/unit/supervisor/start/policy_from_conf_test.c - fills a struct policy from keys. */
#include "supervisor/start/policy_from_conf.h"

#include "conf/base/signal_names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

static struct conf *conf;
static char memory[64 << 10], why[256];

static struct policy load(const char *text)
{
	struct conf_source source = { .path = "test.ini" };
	struct conf_scratch scratch = { .base = memory, .size = sizeof memory };
	struct policy policy;

	source.file = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
	assert_int_equal(conf_load(&source, &conf), 0);
	conf_print_diags(conf, stderr);
	assert_int_equal(conf_errors(conf), 0);
	memset(&policy, 0xff, sizeof policy);
	assert_int_equal(policy_load(conf_service(conf, 0), NULL, &scratch, &policy,
				     &TEXT(why)),
			 0);
	return policy;
}

static void defaults(void **state)
{
	struct policy p = load("[service:a]\ncommand = true\n");

	(void)state;
	assert_false(p.task);
	assert_int_equal(p.stop_count, 1);
	assert_int_equal(p.stop_signals[0], CTINIT_SIGTERM);
	assert_int_equal(p.default_waits, DEFAULT_STOP(0) | DEFAULT_PRE_STOP);
	assert_int_equal(p.start_when_failed, -1);
	assert_int_equal(p.post_stop_time, 0);
	assert_false(p.prepare);
	assert_false(policy_is_dynamic(conf_service(conf, 0)));
	conf_free(conf);
}

static void keys_are_copied(void **state)
{
	struct policy p =
		load("[service:a]\ncommand = true\nrestart-delay = 2s\n"
		     "restart-max-delay = 3s\nrestart-reset = 4s\nrestart-limit = 5\n"
		     "start-timeout = 6s\nkill-timeout = 7s\npre-stop = true\n"
		     "pre-stop-timeout = 8s\npost-stop = true\nstop-timeout = 9s\n");

	(void)state;
	assert_int_equal(p.delay, SECONDS(2));
	assert_int_equal(p.max_delay, SECONDS(3));
	assert_int_equal(p.reset, SECONDS(4));
	assert_int_equal(p.limit, 5);
	assert_int_equal(p.start_timeout, SECONDS(6));
	assert_int_equal(p.kill_timeout, SECONDS(7));
	assert_true(p.pre_stop);
	assert_int_equal(p.pre_stop_timeout, SECONDS(8));
	assert_int_equal(p.post_stop_time, SECONDS(9));
	assert_int_equal(p.stop_waits[0], SECONDS(9));
	assert_int_equal(p.default_waits, 0);
	conf_free(conf);
}

/* stop-timeout sets only the wait of the last signal; the others have their own. */
static void stop_signals_keep_their_waits(void **state)
{
	struct policy p = load("[service:a]\ncommand = true\n"
			       "stop-signal = INT:1s QUIT\nstop-timeout = 9s\n");

	(void)state;
	assert_int_equal(p.stop_count, 2);
	assert_int_equal(p.stop_signals[0], CTINIT_SIGINT);
	assert_int_equal(p.stop_waits[0], SECONDS(1));
	assert_int_equal(p.stop_signals[1], CTINIT_SIGQUIT);
	assert_int_equal(p.stop_waits[1], SECONDS(9));
	conf_free(conf);
}

/* By default a task is not restarted and has no start-timeout. */
static void a_task_has_other_defaults(void **state)
{
	struct policy p = load("[service:a]\ncommand = true\ntype = task\n");

	(void)state;
	assert_true(p.task);
	assert_int_equal(p.restart, RESTART_NEVER);
	assert_int_equal(p.start_timeout, 0);
	conf_free(conf);
}

static void on_failed_names_a_service(void **state)
{
	struct policy p = load("[service:a]\ncommand = true\non-failed = start:b\n"
			       "[service:b]\ncommand = true\nautostart = no\n");

	(void)state;
	assert_int_equal(p.start_when_failed, 1);
	assert_false(p.shutdown_when_failed);
	conf_free(conf);
}

static void a_wait_precedes_the_start(void **state)
{
	struct policy p = load("[service:a]\ncommand = true\nwait-for = tcp:db:5432\n");

	(void)state;
	assert_true(p.prepare);
	conf_free(conf);
}

static void variables_make_it_dynamic(void **state)
{
	struct policy p = load("[service:a]\ncommand = true\nstop-signal = ${SIGNAL}\n");

	(void)state;
	assert_true(policy_is_dynamic(conf_service(conf, 0)));
	/* Until the value is known, it is the default: one SIGTERM. */
	assert_int_equal(p.stop_count, 1);
	assert_int_equal(p.stop_signals[0], CTINIT_SIGTERM);
	conf_free(conf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults),
		cmocka_unit_test(keys_are_copied),
		cmocka_unit_test(stop_signals_keep_their_waits),
		cmocka_unit_test(a_task_has_other_defaults),
		cmocka_unit_test(on_failed_names_a_service),
		cmocka_unit_test(a_wait_precedes_the_start),
		cmocka_unit_test(variables_make_it_dynamic),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
