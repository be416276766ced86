/* tests/unit/supervisor/logger/source/pipe_test.c - checks that each measurement of a pipe
 * is recorded for PID 1, because it may block forever. */
#include "supervisor/logger/source/source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include <cmocka.h>

#define UNREAD 5

#ifdef __GLIBC__
typedef unsigned long request_type;
#else
typedef int request_type;
#endif

static struct log_memory *memory;
static struct logger lg;
static struct source src = { .id = 1, .fd = 1000, .kind = SOURCE_PIPE };
static unsigned calls;

int ioctl(int fd, request_type request, ...) /* replaces libc's ioctl() */
{
	va_list args;

	assert_int_equal(fd, src.fd);
	assert_int_equal(request, FIONREAD);
	assert_int_equal(memory->activity.kind, ACTIVITY_PIPE);
	assert_int_equal(memory->activity.slot, src.id);
	va_start(args, request);
	*va_arg(args, int *) = UNREAD;
	va_end(args);
	calls++;
	return 0;
}

static void a_measurement_is_recorded(void **state)
{
	(void)state;
	memory = calloc(1, log_memory_size(2));
	assert_non_null(memory);
	memory->slot_count = 2;
	lg.memory = memory;
	assert_true(source_mark_eof(&lg, &src));
	assert_int_equal(src.eof_bytes, UNREAD);
	assert_int_equal(pipe_unread_bytes(&lg, &src), UNREAD);
	assert_int_equal(pipe_measure(&lg, &src), UNREAD);
	assert_int_equal(calls, 3);
	assert_int_equal(memory->activity.kind, ACTIVITY_WORKING);

	src.kind = SOURCE_TAIL;
	assert_false(source_mark_eof(&lg, &src));
	assert_int_equal(src.eof_bytes, 0);
	assert_int_equal(calls, 3);
	free(memory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_measurement_is_recorded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
