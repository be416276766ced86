/* tests/unit/supervisor/logger/shared/log_memory_test.c - checks that the last committed
 * version is valid after a kill. */
#include "supervisor/logger/shared/log_memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

static void state_of_a_killed_logger(void **state)
{
	int fd = memfd_create("test", MFD_CLOEXEC);
	struct log_memory *s, *again;

	(void)state;
	assert_int_equal(ftruncate(fd, (off_t)log_memory_size(4)), 0);
	s = log_memory_map(fd, 4);
	assert_non_null(s);
	log_memory_begin_read(s, 2, CHUNK_HEADROOM - 3, CHUNK_HEADROOM, 100);
	again = log_memory_map(fd, 4);
	assert_int_equal(log_memory_current(again)->phase, CHUNK_READING);
	assert_int_equal(log_memory_current(again)->slot, 2);
	assert_false(log_memory_read_completed(again));
	memset(s->chunk + CHUNK_HEADROOM, 'x', 100);
	assert_true(log_memory_read_completed(again));
	log_memory_begin(s)->phase = CHUNK_FULL; /* not committed */
	assert_int_equal(log_memory_current(again)->phase, CHUNK_READING);
	log_memory_commit(s);
	assert_int_equal(log_memory_current(again)->phase, CHUNK_FULL);
	for (uint32_t n = 1; n < 12; n++) {
		log_memory_begin_read(s, 1, CHUNK_HEADROOM, CHUNK_HEADROOM, n);
		assert_false(log_memory_read_completed(again));
		memset(s->chunk + CHUNK_HEADROOM, 0, n);
		assert_true(log_memory_read_completed(again));
	}
	log_memory_begin(s)->end = UINT32_MAX; /* an invalid version is cleared */
	log_memory_commit(s);
	again = log_memory_map(fd, 4);
	assert_int_equal(log_memory_current(again)->phase, CHUNK_EMPTY);
	assert_int_equal(log_memory_current(again)->end, 0);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(state_of_a_killed_logger),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
