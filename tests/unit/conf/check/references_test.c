/* tests/unit/conf/check/references_test.c - tests references to services in signals, pipes
 * and on-failed. */
#include "conf/base/signal_names.h"
#include "tests/unit/conf/loading.h"

static void signals_over_their_defaults(void **state)
{
	struct conf *conf = load("[init]\nsignals = WINCH:forward:w QUIT:forward:@g:USR1 "
				 "USR1:ignore RTMIN+3:dump 45:reopen HUP:forward:w@2:TERM\n"
				 "[service:w]\ncommand = x\ninstances = 2\ngroup = g\n");
	struct conf *plain = load("[service:w]\ncommand = x\n");
	const struct conf_signal *row = signal_row(conf, CTINIT_SIGQUIT);

	(void)state;
	assert_int_equal(row->action, ON_SIGNAL_FORWARD);
	assert_int_equal(row->send, CTINIT_SIGUSR1);
	assert_int_equal(row->to.count, 2);
	row = signal_row(conf, CTINIT_SIGWINCH);
	assert_true(row->send == CTINIT_SIGWINCH && row->to.count == 2);
	row = signal_row(conf, CTINIT_SIGHUP);
	assert_true(row->send == CTINIT_SIGTERM && conf_target_at(&row->to, 0) == 1);
	assert_int_equal(signal_row(conf, CTINIT_SIGUSR1)->action, ON_SIGNAL_IGNORE);
	assert_int_equal(signal_row(conf, CTINIT_SIGUSR2)->action, ON_SIGNAL_DUMP);
	assert_int_equal(signal_row(conf, 37)->action, ON_SIGNAL_DUMP);
	assert_int_equal(signal_row(conf, 38)->action, ON_SIGNAL_SHUTDOWN);
	assert_int_equal(signal_row(conf, 45)->action, ON_SIGNAL_REOPEN);
	assert_int_equal(signal_row(plain, CTINIT_SIGHUP)->action, ON_SIGNAL_RELOAD);
	assert_null(signal_row(plain, CTINIT_SIGWINCH));
	round_trip(conf);
	conf_free(conf);
	conf_free(plain);
}

static void services_named_by_other_keys(void **state)
{
	struct conf *conf = load(
		"[service:a]\ncommand = x\nstdout = pipe:l\nstderr = pipe:m\n"
		"on-failed = start:m\n"
		"[service:l]\ncommand = x\nstdout = pipe:m\nstdin = null\n"
		"[service:m]\ncommand = x\n[service:b]\ncommand = x\nstdout = pipe:w@2\n"
		"[service:w]\ncommand = x\ninstances = 2\nstderr = null\n");

	(void)state;
	assert_int_equal(conf_pipe(conf_service(conf, 0), CONF_SERVICE_STDOUT), 1);
	assert_int_equal(conf_pipe(conf_service(conf, 0), CONF_SERVICE_STDERR), 2);
	assert_int_equal(conf_pipe(conf_service(conf, 2), CONF_SERVICE_STDOUT), -1);
	assert_int_equal(conf_on_failed(conf_service(conf, 0)), 2);
	assert_int_equal(conf_on_failed(conf_service(conf, 1)), -1);
	assert_false(conf_reads_pipe(conf_service(conf, 0)));
	assert_true(conf_reads_pipe(conf_service(conf, 1)));
	assert_false(conf_reads_pipe(conf_service(conf, 4)));
	assert_true(conf_reads_pipe(conf_service(conf, 5)));
	round_trip(conf);
	conf_free(conf);
	/* With instances = 1 the name of the service refers to its only instance. */
	conf = load("[service:a]\ncommand = x\nstdout = pipe:l\non-failed = start:m\n"
		    "[service:l]\ncommand = x\ninstances = 1\n"
		    "[service:m]\ncommand = x\ninstances = 1\n");
	assert_int_equal(conf_pipe(conf_service(conf, 0), CONF_SERVICE_STDOUT), 1);
	assert_int_equal(conf_on_failed(conf_service(conf, 0)), 2);
	assert_true(conf_reads_pipe(conf_service(conf, 1)));
	round_trip(conf);
	conf_free(conf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signals_over_their_defaults),
		cmocka_unit_test(services_named_by_other_keys),
	};

	return cmocka_run_group_tests(tests, accept_unimplemented, NULL);
}
