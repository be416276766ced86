/* tests/unit/supervisor/output/logger_send_test.c - checks the packets to the logger and
 * their order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "supervisor/base/unit.h"
#include "supervisor/output/log_stream.h"
#include "supervisor/output/logger_child.h"
#include "supervisor/proc/spawn.h"
#include "tests/unit/supervisor/host.h"

#include <sys/socket.h>

static struct logger_child *logger;
static struct unit *a;
static int logger_end; /* the logger's end of the socket */

/* Sets the state of PID 1 as if a logger had just been started. */
static int begin(void **state)
{
	int ends[2];

	(void)state;
	host_begin("[service:a]\ncommand = true\n[service:b]\ncommand = true\n");
	logger = sup_context(host_sup)->logger;
	a = sup_context(host_sup)->units[0];
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC,
				    0, ends),
			 0);
	logger_end = ends[1];
	logger->socket = ends[0];
	logger->phase = LOGGER_STARTING;
	logger->to_send = SEND_HELLO | SEND_START;
	io_set(&logger->socket_io, ends[0], EV_READ);
	io_start(host_loop, &logger->socket_io);
	return 0;
}

static int end(void **state)
{
	(void)state;
	close(logger_end);
	host_end();
	return 0;
}

/* Returns the next packet; its kind is PACKET_KIND_COUNT if there is none. */
static union packet *next(void)
{
	static union packet packet;
	int fds[PACKET_FDS_MAX];
	long len = packet_receive(logger_end, &packet, fds);

	if (len < 0) {
		packet.kind = PACKET_KIND_COUNT;
		return &packet;
	}
	assert_true(packet_is_valid(&packet, (size_t)len));
	for (size_t i = 0; i < PACKET_FDS_MAX; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	return &packet;
}

static void open_stdout(struct unit *u)
{
	struct spawn_plan plan = { .log_memory_fd = -1 };

	assert_true(log_stream_open(u, 1, &plan, false) >= 0);
	assert_non_null(plan.begin_output);
}

static void expect_process(int32_t pid, bool has_ended)
{
	union packet *p = next();

	assert_int_equal(p->kind, PACKET_PROCESS);
	assert_int_equal(p->process.pid, pid);
	assert_int_equal(p->process.ended, has_ended);
}

static void a_new_logger_gets_everything(void **state)
{
	union packet *p;

	(void)state;
	open_stdout(a);
	log_stream_process_started(a, 100, false);
	logger_send_pending(logger);
	p = next();
	assert_int_equal(p->kind, PACKET_HELLO);
	assert_int_equal(p->hello.slot_count, logger->slot_count);
	p = next();
	assert_int_equal(p->kind, PACKET_STREAM);
	assert_int_equal(p->stream.id, a->log->slot);
	assert_true(p->stream.has[0]);
	assert_false(p->stream.has[1]);
	expect_process(100, false);
	assert_int_equal(next()->kind, PACKET_START);
	assert_int_equal(next()->kind, PACKET_KIND_COUNT);
	assert_int_equal(logger->to_send, 0);
	logger_send_pending(logger);
	assert_int_equal(next()->kind, PACKET_KIND_COUNT);
}

/* All output of a process is written with the settings that were in force when it ran. */
static void the_end_comes_before_new_settings(void **state)
{
	(void)state;
	open_stdout(a);
	log_stream_process_started(a, 100, false);
	logger_send_pending(logger);
	while (next()->kind != PACKET_KIND_COUNT)
		;
	log_stream_process_ended(a);
	log_stream_reconfigure(a);
	log_stream_process_started(a, 200, false);
	logger_send_pending(logger);
	expect_process(100, true);
	assert_int_equal(next()->kind, PACKET_STREAM);
	expect_process(200, false);
	assert_int_equal(next()->kind, PACKET_KIND_COUNT);
}

/* A logger that has no settings of the service yet would ignore the end. */
static void the_end_comes_after_the_first_settings(void **state)
{
	(void)state;
	open_stdout(a);
	log_stream_process_started(a, 100, false);
	log_stream_process_ended(a);
	log_stream_process_started(a, 200, false);
	logger_send_pending(logger);
	assert_int_equal(next()->kind, PACKET_HELLO);
	assert_int_equal(next()->kind, PACKET_STREAM);
	expect_process(100, true);
	expect_process(200, false);
	assert_int_equal(next()->kind, PACKET_START);
}

static void a_logger_that_hands_over_gets_nothing_else(void **state)
{
	(void)state;
	open_stdout(a);
	logger_enqueue(logger, SEND_FLUSH);
	logger_move(logger, LOGGER_ON_REPLACE, NULL);
	assert_int_equal(logger->phase, LOGGER_HANDOVER_EARLY);
	logger_send_pending(logger);
	assert_int_equal(next()->kind, PACKET_HELLO);
	assert_int_equal(next()->kind, PACKET_HANDOVER);
	assert_int_equal(next()->kind, PACKET_KIND_COUNT);
	assert_int_equal(logger->to_send, SEND_START | SEND_FLUSH);
	assert_true(a->log->queued);
}

/* Packets that do not fit into the socket are sent later, once, and in the same order. */
static void a_full_socket_loses_nothing(void **state)
{
	uint32_t count = logger->slot_count, seen = 0, rounds = 0;

	(void)state;
	logger->to_send = SEND_FLUSH;
	for (uint32_t i = 0; i < count; i++)
		logger->removed[i] = i;
	logger->removed_count = count;
	for (bool flushed = false; !flushed; rounds++) {
		logger_send_pending(logger);
		if (rounds == 0) {
			assert_true(logger->removed_sent < count);
			assert_true(logger->socket_io.events & EV_WRITE);
		}
		for (union packet *p; (p = next())->kind != PACKET_KIND_COUNT;) {
			flushed = p->kind == PACKET_FLUSH;
			if (flushed)
				break;
			assert_int_equal(p->kind, PACKET_REMOVE);
			assert_int_equal(p->other.id, seen++);
		}
	}
	assert_int_equal(seen, count);
	assert_true(rounds > 1);
	assert_false(logger->socket_io.events & EV_WRITE);
}

static void a_removed_service_is_no_longer_queued(void **state)
{
	struct unit *b = sup_context(host_sup)->units[1];
	union packet *p;
	uint32_t slot;

	(void)state;
	open_stdout(a);
	open_stdout(b);
	logger_send_pending(logger);
	while (next()->kind != PACKET_KIND_COUNT)
		;
	log_stream_process_started(a, 100, false);
	log_stream_process_started(b, 101, false);
	slot = b->log->slot;
	log_stream_remove(b->log);
	logger_send_pending(logger);
	p = next();
	assert_int_equal(p->kind, PACKET_REMOVE);
	assert_int_equal(p->other.id, slot);
	expect_process(100, false);
	assert_int_equal(next()->kind, PACKET_KIND_COUNT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_new_logger_gets_everything, begin, end),
		cmocka_unit_test_setup_teardown(the_end_comes_before_new_settings, begin,
						end),
		cmocka_unit_test_setup_teardown(the_end_comes_after_the_first_settings,
						begin, end),
		cmocka_unit_test_setup_teardown(a_logger_that_hands_over_gets_nothing_else,
						begin, end),
		cmocka_unit_test_setup_teardown(a_full_socket_loses_nothing, begin, end),
		cmocka_unit_test_setup_teardown(a_removed_service_is_no_longer_queued,
						begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
