/* tests/unit/supervisor/logger/shared/log_notes_test.c - checks how PID 1 and its children
 * use the log memory. */
#include "supervisor/logger/shared/log_memory.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

static int fd;
static struct log_memory *memory;

static int set_up(void **state)
{
	(void)state;
	fd = memfd_create("test", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, (off_t)log_memory_size(2)) < 0)
		return -1;
	memory = log_memory_map(fd, 2);
	return memory != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	munmap(memory, log_memory_size(2));
	return close(fd);
}

static void a_run_begins_at_the_end_of_the_pipe(void **state)
{
	uint64_t written = 0;
	int ends[2];

	(void)state;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(write(ends[1], "abc", 3), 3);
	memory->source[1].bytes_read = 4;
	assert_int_equal(log_note_start(fd, ends[0], 1, 0, 9), 0);
	assert_int_equal(log_memory_run_id(memory, 1), 9);
	assert_int_equal(log_memory_process_boundary(memory, 1), 7);
	/* The bytes of the slot's previous user do not count. */
	assert_true(log_memory_bytes_written(fd, 1, 5, ends[0], &written));
	assert_int_equal(written, 3);
	/* The logger may be in the middle of a read. */
	log_memory_begin_read(memory, 1, CHUNK_HEADROOM, CHUNK_HEADROOM, 3);
	assert_false(log_memory_bytes_written(fd, 1, 0, ends[0], &written));
	close(ends[0]);
	close(ends[1]);
}

static void what_the_logger_does_is_readable(void **state)
{
	(void)state;
	memory->activity = (struct activity){ ACTIVITY_PIPE, 1 };
	assert_int_equal(log_memory_activity(fd).kind, ACTIVITY_PIPE);
	assert_int_equal(log_memory_activity(fd).slot, 1);
	log_memory_clear_activity(fd);
	assert_int_equal(log_memory_activity(fd).kind, ACTIVITY_IDLE);
	assert_false(log_memory_slot_is_released(fd, 1));
	memory->source[1].slot_generation = SLOT_RELEASED;
	assert_true(log_memory_slot_is_released(fd, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_run_begins_at_the_end_of_the_pipe, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(what_the_logger_does_is_readable, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
