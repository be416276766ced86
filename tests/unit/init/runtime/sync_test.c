/* tests/unit/init/runtime/sync_test.c - checks the number of received descriptors. */
#include "init/runtime/sync.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

/* cmocka.h needs these headers before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_message(void **state)
{
	int ends[2], sent[3] = { 0, 1, 2 }, got[3];
	bool one_id = false;

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
	assert_int_equal(sync_send(ends[0], NULL, 0, true), 0);
	assert_int_equal(sync_receive(ends[1], got, 0, &one_id), 0);
	assert_true(one_id);
	assert_int_equal(sync_send(ends[0], sent, 3, false), 0);
	assert_int_equal(sync_receive(ends[1], got, 3, &one_id), 0);
	assert_false(one_id);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(fcntl(got[i], F_GETFD), FD_CLOEXEC);
		close(got[i]);
	}
	assert_int_equal(sync_send(ends[0], NULL, 0, false), 0);
	assert_int_equal(sync_receive(ends[1], got, 1, &one_id), -EBADMSG);
	assert_int_equal(sync_send(ends[0], sent, SYNC_FDS_MAX + 1, false), -E2BIG);
	close(ends[0]);
	assert_int_equal(sync_receive(ends[1], got, 0, &one_id), -EPIPE);
	close(ends[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_message) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
