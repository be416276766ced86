/* tests/unit/supervisor/probe/probe_test.c - probes real sockets, files and commands. */
#include "supervisor/probe/probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "tests/unit/supervisor/host.h"

#include <netinet/in.h>
#include <sys/socket.h>

static char text[512], result[HELPER_TEXT];
static struct probe probe;
static int done_calls;
static bool passed;

static void on_done(struct probe *p, bool has_passed, const char *why)
{
	assert_ptr_equal(p, &probe);
	done_calls++;
	passed = has_passed;
	snprintf(result, sizeof result, "%s", why);
}

/* Returns a listening socket on a free port of 127.0.0.1. */
static int listen_somewhere(uint16_t *ret_port)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t size = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(listen(fd, 5), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
	*ret_port = ntohs(address.sin_port);
	return fd;
}

static void begin(const char *ready)
{
	snprintf(text, sizeof text,
		 "[service:web]\ncommand = true\nautostart = no\nready = %s\n", ready);
	host_begin(text);
	probe_init(&probe, host_unit(0), on_done);
	done_calls = 0;
}

static void end(void)
{
	probe_detach(&probe);
	host_end();
}

static void start(msec timeout)
{
	probe_start(&probe, (struct probe_entry){ CONF_SERVICE_READY, 0 }, timeout);
}

static void run(msec timeout)
{
	start(timeout);
	while (done_calls == 0)
		ev_run(host_loop, EVRUN_ONCE);
	assert_int_equal(done_calls, 1);
	assert_int_equal(probe.state, PROBE_IDLE);
}

static void tcp(void **state)
{
	char ready[64];
	uint16_t port;
	int fd = listen_somewhere(&port);

	(void)state;
	snprintf(ready, sizeof ready, "tcp:127.0.0.1:%u", port);
	begin(ready);
	run(SECONDS(5));
	assert_true(passed);
	close(fd);
	done_calls = 0;
	run(SECONDS(5));
	assert_false(passed);
	assert_string_equal(probe_reason(result), "Connection refused");
	end();
}

/* Starts a server that accepts connections and never answers. Returns its socket. */
static int begin_http(void)
{
	char ready[64];
	uint16_t port;
	int fd = listen_somewhere(&port);

	snprintf(ready, sizeof ready, "http://127.0.0.1:%u/", port);
	begin(ready);
	return fd;
}

/* A server accepts and never answers: the probe ends at its timeout. */
static void http_without_an_answer(void **state)
{
	int fd = begin_http();

	(void)state;
	run(200);
	assert_false(passed);
	assert_string_equal(probe_reason(result), "no answer in time");
	close(fd);
	end();
}

/* Runs one probe. It must fail with `reason`, or pass if `reason` is NULL. */
static void probe_once(const char *ready, const char *reason)
{
	begin(ready);
	run(SECONDS(5));
	assert_int_equal(passed, reason == NULL);
	if (reason != NULL)
		assert_string_equal(probe_reason(result), reason);
	end();
}

static void files(void **state)
{
	(void)state;
	probe_once("file:/proc/self/status", NULL);
	probe_once("file:/nowhere/file", "No such file or directory");
}

static void commands(void **state)
{
	(void)state;
	probe_once("exec:true", NULL);
	probe_once("exec:sh -c \"exit 3\"", "exited with code 3");
}

/* No resolver finds this name; the reason depends on its configuration. */
static void names(void **state)
{
	static const char before[] = "resolve a..b:80: ";

	(void)state;
	begin("tcp:a..b:80");
	run(SECONDS(5));
	assert_false(passed);
	assert_int_equal(strncmp(result, before, strlen(before)), 0);
	assert_string_equal(probe_reason(result), result + strlen(before));
	end();
}

static void a_cancelled_probe_reports_nothing(void **state)
{
	(void)state;
	begin("exec:sleep 100");
	start(SECONDS(5));
	assert_int_equal(probe.state, PROBE_RUNNING_COMMAND);
	probe_cancel(&probe);
	assert_int_equal(probe.state, PROBE_IDLE);
	probe_cancel(&probe);      /* a second cancel has no effect */
	host_run_until_no_child(); /* the command of the probe was killed */
	assert_int_equal(done_calls, 0);
	end();
}

/* A cancelled connection leaves nothing that could call done() later. */
static void a_cancelled_connection_is_closed(void **state)
{
	int fd = begin_http();

	(void)state;
	start(SECONDS(5));
	assert_true(probe.io.fd >= 0 && ev_is_active(&probe.timer));
	probe_cancel(&probe);
	assert_int_equal(probe.state, PROBE_IDLE);
	assert_int_equal(probe.io.fd, -1);
	assert_false(ev_is_active(&probe.timer));
	assert_int_equal(done_calls, 0);
	close(fd);
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tcp),
		cmocka_unit_test(http_without_an_answer),
		cmocka_unit_test(files),
		cmocka_unit_test(commands),
		cmocka_unit_test(names),
		cmocka_unit_test(a_cancelled_probe_reports_nothing),
		cmocka_unit_test(a_cancelled_connection_is_closed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
