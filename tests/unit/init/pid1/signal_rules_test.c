/* tests/unit/init/pid1/signal_rules_test.c - checks how PID 1 treats all 64 signals. */
#include "init/pid1/signal_rules.h"

#include "conf/base/base.h"
#include "conf/base/signal_names.h"
#include "tests/unit/conf/loading.h"

#include <unistd.h>

#define NONE -1

/* Returns the default action of the signal, or NONE. */
static int expected(int number)
{
	switch (number) {
	case CTINIT_SIGHUP: return ON_SIGNAL_RELOAD;
	case CTINIT_SIGUSR1: return ON_SIGNAL_REOPEN;
	case CTINIT_SIGUSR2: return ON_SIGNAL_DUMP;
	case CTINIT_SIGTERM:
	case CTINIT_SIGINT:
	case CTINIT_SIGQUIT:
	case CTINIT_SIGPWR:
	case CTINIT_SIGRTMIN + 3:
	case CTINIT_SIGRTMIN + 4: return ON_SIGNAL_SHUTDOWN;
	}
	return NONE;
}

static void test_default_table(void **state)
{
	struct conf *conf = load("[service:a]\ncommand = /bin/true\n");

	(void)state;
	for (int number = 1; number < CTINIT_SIGNAL_COUNT; number++) {
		const struct conf_signal *rule = signal_rule(conf, number);

		assert_int_equal(rule ? (int)rule->action : NONE, expected(number));
	}
	conf_free(conf);
}

static void test_configured(void **state)
{
	struct conf *conf =
		load("[init]\nsignals = HUP:shutdown USR1:ignore WINCH:forward:a\n"
		     "[service:a]\ncommand = /bin/true\n");

	(void)state;
	assert_int_equal(signal_rule(conf, CTINIT_SIGHUP)->action, ON_SIGNAL_SHUTDOWN);
	assert_int_equal(signal_rule(conf, CTINIT_SIGUSR1)->action, ON_SIGNAL_IGNORE);
	assert_int_equal(signal_rule(conf, CTINIT_SIGWINCH)->action, ON_SIGNAL_FORWARD);
	assert_int_equal(signal_rule(conf, CTINIT_SIGTERM)->action, ON_SIGNAL_SHUTDOWN);
	conf_free(conf);
}

static void test_signals_of_pid1(void **state)
{
	(void)state;
	for (int number = 1; number < CTINIT_SIGNAL_COUNT; number++) {
		assert_int_equal(signal_is_for_pid1(number, 0), number == CTINIT_SIGCHLD);
		assert_int_equal(signal_is_for_pid1(number, getpid()),
				 number == CTINIT_SIGCHLD || number == CTINIT_SIGPIPE);
	}
	assert_true(signal_is_silent(CTINIT_SIGWINCH));
	assert_false(signal_is_silent(CTINIT_SIGALRM));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_default_table),
		cmocka_unit_test(test_configured),
		cmocka_unit_test(test_signals_of_pid1),
	};

	return cmocka_run_group_tests(tests, accept_unimplemented, NULL);
}
