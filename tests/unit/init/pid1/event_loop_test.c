/* tests/unit/init/pid1/event_loop_test.c - checks that the memory reserve is large
 * enough. */
#include "init/pid1/event_loop.h"

#include "init/pid1/report.h"
#include "supervisor/base/io.h"

#include <ev.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

/* cmocka.h needs these headers before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define TIMERS    2000
#define FDS       200
#define FDS_LIMIT (FDS + 20)

static struct ev_loop *loop;
static ev_timer timers[TIMERS];
static struct io watchers[FDS];

static void on_error(const char *what)
{
	fail_msg("%s", what);
}

static void on_timer(struct ev_loop *l, ev_timer *w, int revents)
{
	(void)l;
	(void)w;
	(void)revents;
}

static void on_io(struct ev_loop *l, struct io *w)
{
	io_stop(l, w);
}

/* The number of watchers given to loop_new() needs no more memory than it reserves: the loop
 * reports each block beyond the reserve. The limit of descriptors is low, because it adds
 * to the reserve. */
static void test_reserve(void **state)
{
	struct rlimit fds;
	int ends[2], messages[2];
	char byte;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &fds), 0);
	fds.rlim_cur = FDS_LIMIT;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &fds), 0);
	assert_int_equal(pipe2(messages, O_NONBLOCK | O_CLOEXEC), 0);
	report_to(messages[1]);
	assert_int_equal(loop_new(TIMERS + FDS, on_error, &loop), 0);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	for (size_t i = 0; i < TIMERS; i++) {
		ev_timer_init(&timers[i], on_timer, 1000. + (double)i, 0.);
		ev_timer_start(loop, &timers[i]);
	}
	for (size_t i = 0; i < FDS; i++) {
		int fd = fcntl(ends[1], F_DUPFD_CLOEXEC, 3);

		assert_true(fd >= 0);
		io_init(&watchers[i], on_io);
		io_set(&watchers[i], fd, EV_WRITE);
		io_start(loop, &watchers[i]);
	}
	ev_run(loop, EVRUN_ONCE);
	report_to(STDERR_FILENO);
	assert_int_equal(read(messages[0], &byte, 1), -1); /* no message */
	assert_true(loop_reserve_used() > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_reserve) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
