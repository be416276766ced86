/* tests/unit/supervisor/notify/notify_socket_test.c - sends datagrams from the main process
 * and from a foreign process. */
#include "supervisor/notify/notify_socket.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "tests/unit/supervisor/host.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>

static struct notify_socket notify;
static struct io io;
static char name[108];
static int ready_calls;
static pid_t sender; /* the sending process; it lives until the test ends */
static int orders[2];
static int recv_error; /* errno of each recv(2); 0: recv(2) works */

/* Takes the place of libc's. */
ssize_t recv(int fd, void *buf, size_t size, int flags)
{
	if (recv_error == 0)
		return recvfrom(fd, buf, size, flags, NULL, NULL);
	errno = recv_error;
	return -1;
}

static void on_io(struct ev_loop *loop, struct io *w)
{
	(void)loop;
	(void)w;
}

static void on_ready(struct unit *u)
{
	assert_ptr_equal(u, host_unit(0));
	ready_calls++;
}

static void send_text(const char *text, size_t size)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	memcpy(to.sun_path + 1, name + 1, strlen(name) - 1);
	if (sendto(fd, text, size, 0, (struct sockaddr *)&to,
		   (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name))) < 0)
		abort();
	close(fd);
}

/* Sends each text from the pipe as one datagram. */
static void run_sender(void)
{
	static char buf[8192];
	ssize_t n;

	close(orders[1]);
	while ((n = read(orders[0], buf, sizeof buf)) > 0)
		send_text(buf, (size_t)n);
	_exit(0);
}

static int begin(void **state)
{
	static struct env env;
	struct unit *u;

	(void)state;
	host_begin("[service:web]\ncommand = true\nautostart = no\nready = notify\n");
	u = host_unit(0);
	notify = (struct notify_socket){ 0 };
	io_init(&io, on_io);
	assert_int_equal(env_init(&env, &u->ctx->scratch), 0);
	assert_int_equal(notify_socket_open(&notify, &io, geteuid(), &env), 0);
	snprintf(name, sizeof name, "%s", env_get(&env, "NOTIFY_SOCKET", 13));
	assert_int_equal(name[0], '@');
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, orders), 0);
	sender = fork();
	if (sender == 0)
		run_sender();
	close(orders[0]);
	ready_calls = recv_error = 0;
	return 0;
}

static int end(void **state)
{
	(void)state;
	close(orders[1]);
	host_unit(0)->main.child.pid = 0;
	waitpid(sender, NULL, 0);
	notify_socket_close(&io, host_loop);
	host_end();
	return 0;
}

/* Makes the sender send a datagram, then receives and handles it. */
static enum notify_result receive(const char *text, size_t size, bool is_last)
{
	struct datagram d;
	enum notify_result r;

	assert_int_equal(write(orders[1], text, size), size);
	assert_int_equal(poll(&(struct pollfd){ .fd = io.fd, .events = POLLIN }, 1, 10000),
			 1);
	r = notify_socket_take(&notify, host_unit(0), &io, is_last, &d);
	if (r != NOTIFY_NOTHING)
		notify_socket_obey(&notify, host_unit(0), &d, is_last ? NULL : on_ready);
	return r;
}

static void an_empty_socket_has_nothing(void **state)
{
	struct datagram d;

	(void)state;
	assert_int_equal(notify_socket_take(&notify, host_unit(0), &io, false, &d),
			 NOTIFY_NOTHING);
}

static void the_main_process_is_obeyed(void **state)
{
	(void)state;
	host_unit(0)->main.child.pid = sender;
	assert_int_equal(receive("STATUS=warming up", 17, false), NOTIFY_TAKEN);
	assert_int_equal(ready_calls, 0);
	assert_int_equal(receive("READY=1\nSTATUS=up", 18, false), NOTIFY_TAKEN);
	assert_int_equal(ready_calls, 1);
	/* After the main process has died, the service cannot become ready. */
	assert_int_equal(receive("READY=1", 7, true), NOTIFY_TAKEN);
	assert_int_equal(ready_calls, 1);
	assert_string_equal(host_log, "");
}

static void bad_datagrams_are_reported_once(void **state)
{
	static char longer[5000];

	(void)state;
	host_unit(0)->main.child.pid = sender;
	assert_int_equal(receive("READY=1\n\001", 9, false), NOTIFY_TAKEN);
	assert_int_equal(ready_calls, 0);
	assert_non_null(strstr(host_log, "is ignored: it is not text"));
	host_log[0] = '\0';
	memset(longer, 'x', sizeof longer);
	assert_int_equal(receive(longer, sizeof longer, false), NOTIFY_TAKEN);
	assert_string_equal(host_log, ""); /* PID 1 prints at most one message in 10 s */
}

static void a_stranger_is_ignored(void **state)
{
	(void)state;
	/* From this process, which does not belong to the service. */
	send_text("READY=1", 7);
	struct datagram d;

	assert_int_equal(notify_socket_take(&notify, host_unit(0), &io, false, &d),
			 NOTIFY_TAKEN);
	notify_socket_obey(&notify, host_unit(0), &d, on_ready);
	assert_int_equal(ready_calls, 0);
	assert_non_null(strstr(host_log, "its sender is not a process of this service"));
}

/* recv(2) fails after we have peeked at the datagram, which stays in the socket. */
static void a_datagram_that_stays_is_handled_once(void **state)
{
	struct datagram d;

	(void)state;
	host_unit(0)->main.child.pid = sender;
	recv_error = ENOMEM;
	assert_int_equal(receive("READY=1", 7, false), NOTIFY_TAKEN);
	assert_int_equal(ready_calls, 1);
	assert_int_equal(notify_socket_take(&notify, host_unit(0), &io, true, &d),
			 NOTIFY_NOTHING);
	recv_error = 0;
	assert_int_equal(notify_socket_take(&notify, host_unit(0), &io, false, &d),
			 NOTIFY_NOTHING);
	assert_int_equal(receive("READY=1", 7, false), NOTIFY_TAKEN);
	assert_int_equal(ready_calls, 2);
}

/* Another process has received the datagram after we have peeked at it. */
static void a_datagram_that_is_gone_is_handled(void **state)
{
	(void)state;
	host_unit(0)->main.child.pid = sender;
	recv_error = EAGAIN;
	assert_int_equal(receive("READY=1", 7, false), NOTIFY_TAKEN);
	assert_int_equal(ready_calls, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_empty_socket_has_nothing),
		TEST(the_main_process_is_obeyed),
		TEST(bad_datagrams_are_reported_once),
		TEST(a_stranger_is_ignored),
		TEST(a_datagram_that_stays_is_handled_once),
		TEST(a_datagram_that_is_gone_is_handled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
