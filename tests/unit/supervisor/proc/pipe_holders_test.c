/* tests/unit/supervisor/proc/pipe_holders_test.c - opens and closes ends of pipes in
 * children. */
#include "supervisor/proc/pipe_holders.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include <errno.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#define WAIT_MSEC 200000 /* on a busy machine */

/* Opens the write end in a child. Returns it, or a negative errno. */
static int open_write_end(int read_end)
{
	int socket_fd = pipe_open_begin(read_end), fd;

	assert_true(socket_fd >= 0);
	fd = pipe_open_end(socket_fd, WAIT_MSEC);
	close(socket_fd);
	assert_true(wait(NULL) > 0);
	return fd;
}

static void a_child_opens_the_write_end(void **state)
{
	int ends[2], fd;
	char byte = 0;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	close(ends[1]);
	fd = open_write_end(ends[0]);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "x", 1), 1);
	assert_int_equal(read(ends[0], &byte, 1), 1);
	assert_int_equal(byte, 'x');
	close(fd);
	close(ends[0]);
}

static void an_end_that_cannot_be_opened_is_an_error(void **state)
{
	(void)state;
	assert_int_equal(open_write_end(1 << 20), -EIO);
}

static void a_closed_end_is_soon_closed_for_good(void **state)
{
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	pipe_close_in_child(&ends[1], 1);
	struct pollfd hung_up = { .fd = ends[0] };

	assert_int_equal(poll(&hung_up, 1, WAIT_MSEC), 1);
	assert_true(hung_up.revents & POLLHUP);
	assert_true(wait(NULL) > 0);
	close(ends[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_child_opens_the_write_end),
		cmocka_unit_test(an_end_that_cannot_be_opened_is_an_error),
		cmocka_unit_test(a_closed_end_is_soon_closed_for_good),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
