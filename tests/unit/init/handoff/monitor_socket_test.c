/* tests/unit/init/handoff/monitor_socket_test.c - checks messages and descriptors. */
#include "init/handoff/monitor_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* cmocka.h needs these headers before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static int ends[2];

static int open_pair(void **state)
{
	(void)state;
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends);
}

static int close_pair(void **state)
{
	(void)state;
	close(ends[0]);
	close(ends[1]);
	return 0;
}

static void test_every_message(void **state)
{
	enum monitor_message message;
	int fd;

	(void)state;
	assert_int_equal(monitor_receive(ends[0], &message, &fd), -EAGAIN);
	for (int sent = 0; sent < MONITOR_UNKNOWN; sent++) {
		assert_int_equal(monitor_send(ends[1], (enum monitor_message)sent, -1), 0);
		assert_int_equal(monitor_receive(ends[0], &message, &fd), 1);
		assert_int_equal(message, sent);
		assert_int_equal(fd, -1);
	}
}

static void test_descriptor(void **state)
{
	enum monitor_message message;
	struct stat got, null;
	int fd, sent = open("/dev/null", O_RDONLY | O_CLOEXEC);

	(void)state;
	assert_int_equal(monitor_send(ends[1], MONITOR_PTY, sent), 0);
	assert_int_equal(monitor_receive(ends[0], &message, &fd), 1);
	assert_int_equal(message, MONITOR_PTY);
	assert_true(fd >= 0 && fd != sent && fcntl(fd, F_GETFD) == FD_CLOEXEC);
	assert_int_equal(fstat(fd, &got) | fstat(sent, &null), 0);
	assert_true(got.st_ino == null.st_ino && got.st_rdev == null.st_rdev);
	close(fd);
	close(sent);
}

/* Messages with a wrong size or an unknown number are received as unknown. */
static void test_wrong_messages(void **state)
{
	static const uint32_t known[3] = { MONITOR_UP, 0, 0 },
			      unknown = MONITOR_UNKNOWN + 1;
	enum monitor_message message;
	int fd;

	(void)state;
	for (size_t size = 1; size <= sizeof known; size++) {
		bool is_whole = size == sizeof unknown;

		assert_int_equal(send(ends[1], is_whole ? &unknown : known, size, 0), size);
		assert_int_equal(monitor_receive(ends[0], &message, &fd), 1);
		assert_int_equal(message, MONITOR_UNKNOWN);
	}
}

static void send_fds(size_t count, size_t size)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(4 * sizeof(int))];
	} space = { .bytes = { 0 } };
	uint32_t word = MONITOR_PTY;
	struct iovec part = { &word, size };
	struct msghdr header = { .msg_iov = &part,
				 .msg_iovlen = 1,
				 .msg_control = &space,
				 .msg_controllen = CMSG_SPACE(count * sizeof(int)) };
	struct cmsghdr *control = CMSG_FIRSTHDR(&header);

	control->cmsg_level = SOL_SOCKET;
	control->cmsg_type = SCM_RIGHTS;
	control->cmsg_len = CMSG_LEN(count * sizeof(int));
	for (size_t i = 0; i < count; i++)
		memcpy(CMSG_DATA(control) + i * sizeof(int), &ends[0], sizeof(int));
	assert_int_equal(sendmsg(ends[1], &header, 0), size);
}

/* Descriptors of bad messages, or of messages with several descriptors, are closed. */
static void test_too_many_descriptors(void **state)
{
	enum monitor_message message = MONITOR_UP;
	int fd, before = dup(0), after;

	(void)state;
	close(before);
	for (size_t count = 2; count <= 4; count++) {
		send_fds(count, sizeof(uint32_t));
		assert_int_not_equal(monitor_receive(ends[0], &message, &fd), 0);
		assert_int_equal(fd, -1);
		assert_int_not_equal(message, MONITOR_PTY);
	}
	send_fds(1, 0); /* an empty message */
	assert_int_equal(monitor_receive(ends[0], &message, &fd), 0);
	assert_int_equal(fd, -1);
	send_fds(1, 3); /* a message with a wrong size */
	assert_int_equal(monitor_receive(ends[0], &message, &fd), 1);
	assert_int_equal(message, MONITOR_UNKNOWN);
	assert_int_equal(fd, -1);
	after = dup(0);
	assert_int_equal(after, before);
	close(after);
}

static void test_closed(void **state)
{
	enum monitor_message message;
	int fd;

	(void)state;
	shutdown(ends[1], SHUT_RDWR);
	assert_int_equal(monitor_receive(ends[0], &message, &fd), 0);
	assert_true(monitor_send(ends[0], MONITOR_UP, -1) < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_every_message, open_pair, close_pair),
		cmocka_unit_test_setup_teardown(test_descriptor, open_pair, close_pair),
		cmocka_unit_test_setup_teardown(test_wrong_messages, open_pair, close_pair),
		cmocka_unit_test_setup_teardown(test_too_many_descriptors, open_pair,
						close_pair),
		cmocka_unit_test_setup_teardown(test_closed, open_pair, close_pair),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
