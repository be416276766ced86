/* tests/unit/supervisor/output/service_pipe_test.c - checks when the ends of a pipe between
 * services are open. */
#include "supervisor/output/service_pipe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "supervisor/base/unit.h"
#include "tests/unit/supervisor/host.h"

#include <fcntl.h>
#include <poll.h>

static const char text[] = "[service:reader]\ncommand = true\nautostart = no\n"
			   "[service:one]\ncommand = true\nautostart = no\n"
			   "stdout = pipe:reader\n"
			   "[service:two]\ncommand = true\nautostart = no\n"
			   "stdout = pipe:reader\nstderr = pipe:reader\n";
static struct unit *reader, *one, *two;

#define CLOSE_TIMEOUT 200000 /* in msec, on a busy machine */

static int begin(void **state)
{
	(void)state;
	host_begin(text);
	reader = sup_context(host_sup)->units[0];
	one = sup_context(host_sup)->units[1];
	two = sup_context(host_sup)->units[2];
	return 0;
}

static bool has_writer(int read_end)
{
	struct pollfd p = { .fd = read_end };

	return poll(&p, 1, 0) == 0 || !(p.revents & POLLHUP);
}

/* A child closes the last end, so that takes a moment. */
static bool loses_all_writers(int read_end)
{
	struct pollfd p = { .fd = read_end };

	return poll(&p, 1, CLOSE_TIMEOUT) == 1 && (p.revents & POLLHUP);
}

static void all_writers_share_one_pipe(void **state)
{
	int read_end = service_pipe_read_end(reader);
	int write_end = service_pipe_write_end(one, CONF_SERVICE_STDOUT);
	char byte = 'x';

	(void)state;
	assert_true(read_end >= 10 && write_end >= 10);
	assert_int_equal(service_pipe_write_end(two, CONF_SERVICE_STDERR), write_end);
	assert_int_equal(write(write_end, &byte, 1), 1);
	assert_int_equal(service_pipe_read_end(reader), read_end);
	assert_int_equal(read(read_end, &byte, 1), 1);
	assert_true(service_pipe_write_end(one, CONF_SERVICE_STDERR) < 0); /* not piped */
	assert_true(service_pipe_read_end(one) < 0);                       /* no reader */
}

static void the_last_writer_closes_the_pipe(void **state)
{
	int read_end = service_pipe_read_end(reader);

	(void)state;
	service_pipe_write_end(one, CONF_SERVICE_STDOUT);
	service_pipes_state_changed(one, SVC_DOWN, SVC_WAITING);
	service_pipes_state_changed(two, SVC_DOWN, SVC_WAITING);
	service_pipes_state_changed(one, SVC_READY, SVC_BACKOFF);
	service_pipes_state_changed(one, SVC_READY, SVC_DONE);
	assert_true(has_writer(read_end));
	service_pipes_state_changed(two, SVC_READY, SVC_FAILED);
	assert_true(loses_all_writers(read_end));
	/* The service starts again. */
	service_pipes_state_changed(one, SVC_DONE, SVC_WAITING);
	assert_true(service_pipe_write_end(one, CONF_SERVICE_STDOUT) >= 10);
	assert_int_equal(service_pipe_read_end(reader), read_end);
	assert_true(has_writer(read_end));
}

/* If a writer ends before the reader has started, the reader will find end of file. */
static void a_reader_that_starts_late_finds_the_end(void **state)
{
	(void)state;
	service_pipes_state_changed(one, SVC_DOWN, SVC_WAITING);
	service_pipes_state_changed(one, SVC_WAITING, SVC_DOWN);
	assert_true(loses_all_writers(service_pipe_read_end(reader)));
}

/* A reader that has read to the end waits for more input when it is started again. */
static void a_reader_that_has_read_all_waits_for_more(void **state)
{
	int read_end;

	(void)state;
	service_pipes_state_changed(one, SVC_DOWN, SVC_WAITING);
	service_pipes_state_changed(one, SVC_WAITING, SVC_DOWN);
	reader->ran = true;
	reader->main.wstatus = 0;
	read_end = service_pipe_read_end(reader);
	assert_true(has_writer(read_end));
}

static void writers_of_a_reader_that_is_done_get_epipe(void **state)
{
	int write_end = service_pipe_write_end(one, CONF_SERVICE_STDOUT);
	/* A copy of the end that a running process has. */
	int copy = fcntl(write_end, F_DUPFD_CLOEXEC, 0);
	struct pollfd p = { .fd = copy };

	(void)state;
	assert_int_equal(poll(&p, 1, 0), 0);
	service_pipes_state_changed(reader, SVC_READY, SVC_DONE);
	assert_int_equal(poll(&p, 1, CLOSE_TIMEOUT), 1);
	assert_true(p.revents & POLLERR);
	close(copy);
}

static void a_reload_keeps_the_pipe(void **state)
{
	struct context *ctx = sup_context(host_sup);
	int read_end = service_pipe_read_end(reader);
	struct service_pipes *pipes;

	(void)state;
	assert_int_equal(service_pipes_alloc(ctx->conf, &pipes), 0);
	service_pipes_migrate(ctx, pipes);
	assert_ptr_equal(ctx->pipes, pipes);
	assert_int_equal(service_pipe_read_end(reader), read_end);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(all_writers_share_one_pipe, begin,
						host_finish),
		cmocka_unit_test_setup_teardown(the_last_writer_closes_the_pipe, begin,
						host_finish),
		cmocka_unit_test_setup_teardown(a_reader_that_starts_late_finds_the_end,
						begin, host_finish),
		cmocka_unit_test_setup_teardown(a_reader_that_has_read_all_waits_for_more,
						begin, host_finish),
		cmocka_unit_test_setup_teardown(writers_of_a_reader_that_is_done_get_epipe,
						begin, host_finish),
		cmocka_unit_test_setup_teardown(a_reload_keeps_the_pipe, begin,
						host_finish),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
