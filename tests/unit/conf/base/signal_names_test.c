/* tests/unit/conf/base/signal_names_test.c - compares the names and numbers of signals
 * with those of libc. */
#include "conf/base/signal_names.h"
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void signals_are_libc_s(void **state)
{
	char buf[16];

	(void)state;
	for (int n = 1; n < 32; n++) {
		assert_true(n == SIGIO ||
			    strcmp(signal_name(n, buf), sigabbrev_np(n)) == 0);
		assert_int_equal(signal_parse(sigabbrev_np(n)), n);
	}
	assert_int_equal(CTINIT_SIGRTMIN, SIGRTMIN);
	assert_int_equal(CTINIT_SIGRTMAX, SIGRTMAX);
	for (int n = 1; n <= 64; n++)
		assert_int_equal(signal_parse(signal_name(n, buf)), n);
	assert_int_equal(signal_parse("sigterm"), SIGTERM);
	assert_int_equal(signal_parse("RTMIN+3"), SIGRTMIN + 3);
	assert_int_equal(signal_parse("SIGRTMAX-1"), SIGRTMAX - 1);
	assert_int_equal(signal_parse("IOT"), SIGABRT);
	assert_int_equal(signal_parse("RTMIN+31"), -1);
	assert_int_equal(signal_parse("0"), -1);
	assert_int_equal(signal_parse("65"), -1);
	assert_int_equal(signal_parse("TERMX"), -1);
	assert_int_equal(signal_parse("SIG"), -1);
	assert_int_equal(signal_parse(""), -1);
	assert_string_equal(signal_name(0, buf), "?");
	assert_string_equal(signal_name(65, buf), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signals_are_libc_s),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
