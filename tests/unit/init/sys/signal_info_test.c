/* tests/unit/init/sys/signal_info_test.c - checks that a queued signal keeps its sender and
 * value, and that other signals have no value. */
#include "init/sys/signal_info.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void a_queued_signal_keeps_its_value(void **state)
{
	const struct signalfd_siginfo received = { .ssi_signo = SIGUSR1,
						   .ssi_code = SI_QUEUE,
						   .ssi_pid = 7,
						   .ssi_uid = 8,
						   .ssi_ptr = 9 };
	siginfo_t space;
	const siginfo_t *info = signal_queued_info(&received, SIGUSR2, &space);

	(void)state;
	assert_ptr_equal(info, &space);
	assert_int_equal(info->si_signo, SIGUSR2);
	assert_int_equal(info->si_code, SI_QUEUE);
	assert_int_equal(info->si_pid, 7);
	assert_int_equal(info->si_uid, 8);
	assert_int_equal((uintptr_t)info->si_value.sival_ptr, 9);
}

static void a_signal_of_kill_has_no_value(void **state)
{
	const struct signalfd_siginfo received = { .ssi_signo = SIGUSR1,
						   .ssi_code = SI_USER,
						   .ssi_pid = 7 };
	siginfo_t space;

	(void)state;
	assert_null(signal_queued_info(&received, SIGUSR1, &space));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_queued_signal_keeps_its_value),
		cmocka_unit_test(a_signal_of_kill_has_no_value),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
