/* tests/unit/supervisor/logger/shared/log_memory_test.c - checks that after a kill the
 * last committed version is valid. */
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
	assert_int_equal(ftruncate(fd, (off_t)state_size(4)), 0);
	s = state_map(fd, 4);
	assert_non_null(s);
	state_begin_read(s, 2, CHUNK_HEADROOM - 3, CHUNK_HEADROOM, 100);
	again = state_map(fd, 4);
	assert_int_equal(state_current(again)->phase, CHUNK_READING);
	assert_int_equal(state_current(again)->source, 2);
	assert_false(state_read_completed(again));
	memset(s->chunk + CHUNK_HEADROOM, 'x', 100);
	assert_true(state_read_completed(again));
	state_begin(s)->phase = CHUNK_FULL; /* not committed */
	assert_int_equal(state_current(again)->phase, CHUNK_READING);
	state_commit(s);
	assert_int_equal(state_current(again)->phase, CHUNK_FULL);
	for (uint32_t n = 1; n < 12; n++) {
		state_begin_read(s, 1, CHUNK_HEADROOM, CHUNK_HEADROOM, n);
		assert_false(state_read_completed(again));
		memset(s->chunk + CHUNK_HEADROOM, 0, n);
		assert_true(state_read_completed(again));
	}
	state_begin(s)->end = UINT32_MAX; /* an invalid version is cleared */
	state_commit(s);
	again = state_map(fd, 4);
	assert_int_equal(state_current(again)->phase, CHUNK_EMPTY);
	assert_int_equal(state_current(again)->end, 0);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(state_of_a_killed_logger),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
