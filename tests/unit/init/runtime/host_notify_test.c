/* tests/unit/init/runtime/host_notify_test.c - checks which states are sent, and that
 * READY=1 and STOPPING=1 are not repeated. */
#include "init/runtime/host_notify.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* cmocka.h needs these headers before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static int receiver;

/* Returns the first line of the next message, or "" if there is none. */
static const char *next_line(void)
{
	static char text[200];
	ssize_t n = recv(receiver, text, sizeof text - 1, MSG_DONTWAIT);

	text[n > 0 ? n : 0] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return text;
}

static void test_states(void **state)
{
	struct host_notify notify = { .fd = -1 };
	int ends[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends), 0);
	receiver = ends[0];
	notify.fd = ends[1];
	host_notify_starting(&notify);
	assert_string_equal(next_line(), "STATUS=starting the container");
	host_notify_up(&notify);
	host_notify_up(&notify);
	assert_string_equal(next_line(), "READY=1");
	assert_string_equal(next_line(), "");
	host_notify_reloading(&notify);
	assert_string_equal(next_line(), "RELOADING=1");
	host_notify_up(&notify);
	assert_string_equal(next_line(), "READY=1");
	host_notify_reloading(&notify);
	host_notify_reload_refused(&notify);
	assert_string_equal(next_line(), "RELOADING=1");
	assert_string_equal(next_line(), "READY=1");
	host_notify_stopping(&notify);
	host_notify_stopping(&notify);
	assert_string_equal(next_line(), "STOPPING=1");
	assert_string_equal(next_line(), "");
	close(ends[0]);
	close(ends[1]);
}

/* A reload that is refused before the services are up does not count as up. */
static void test_refused_while_starting(void **state)
{
	struct host_notify notify = { .fd = -1, .reloading = true };
	int ends[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends), 0);
	receiver = ends[0];
	notify.fd = ends[1];
	host_notify_reload_refused(&notify);
	assert_string_equal(next_line(), "");
	host_notify_up(&notify);
	assert_string_equal(next_line(), "READY=1");
	close(ends[0]);
	close(ends[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_refused_while_starting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
