/* tests/unit/conf/base/signal_names_test.c - compares the names and numbers of signals
 * with those of libc. */
#include "conf/base/signal_names.h"
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* 'Q' and 'R' differ from '1' and '2' in the bit that marks a letter's case. */
static void other_texts_are_no_signals(void **state)
{
	static const char *const texts[] = {
		"USRQ",       "SIGUSRR",  "USR",     "USR3",     "usr1 ",    " USR1",
		"SIGSIGTERM", "SIG15",    "+15",     "-1",       "1 ",       "1x",
		"RTMIN+",     "RTMIN-1",  "RTMIN+x", "RTMIN++1", "RTMIN+-1", "RTMINK1",
		"RTMAX+1",    "RTMAX-31", "RTMIN 1", "T\305RM",
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		if (signal_parse(texts[i]) != -1)
			fail_msg("%s is taken for a signal", texts[i]);
	assert_int_equal(signal_parse("sigRtMin+30"), 64);
	assert_int_equal(signal_parse("rtmax-30"), 34);
}

static void signals_are_libc_s(void **state)
{
	char buf[16];

	(void)state;
#ifdef __GLIBC__ /* musl reserves one more signal, and has no names for signals */
	for (int n = 1; n < 32; n++) {
		assert_true(n == SIGIO ||
			    strcmp(signal_name(n, buf), sigabbrev_np(n)) == 0);
		assert_int_equal(signal_parse(sigabbrev_np(n)), n);
	}
	assert_int_equal(CTINIT_SIGRTMIN, SIGRTMIN);
#endif
	assert_int_equal(CTINIT_SIGRTMAX, SIGRTMAX);
	for (int n = 1; n <= 64; n++)
		assert_int_equal(signal_parse(signal_name(n, buf)), n);
	assert_int_equal(signal_parse("sigterm"), SIGTERM);
	assert_int_equal(signal_parse("RTMIN+3"), 37);
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
		cmocka_unit_test(other_texts_are_no_signals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
