/* tests/unit/supervisor/logger/chunk/chunk_fill_test.c - checks that new bytes follow the
 * carry, and that text that does not fit is refused. */
#include "supervisor/logger/chunk/chunk.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct logger lg;

static int set_up(void **state)
{
	(void)state;
	lg = (struct logger){ .memory = calloc(1, log_memory_size(1)) };
	if (lg.memory == NULL)
		return -1;
	lg.memory->slot_count = 1;
	lg.memory->source[0].carry_len = 3;
	memcpy(log_memory_carry(lg.memory, 0), "abc", 3);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	free(lg.memory);
	return 0;
}

static void chunk_is(const char *want, uint64_t bytes_read)
{
	const struct log_memory_version *now = log_memory_current(lg.memory);

	assert_int_equal(now->phase, CHUNK_FULL);
	assert_int_equal(now->end - now->begin, strlen(want));
	assert_memory_equal(lg.memory->chunk + now->begin, want, strlen(want));
	assert_int_equal(now->bytes_read, bytes_read);
}

static void a_read_follows_the_carry(void **state)
{
	struct source src = { .kind = SOURCE_PIPE, .eof_bytes = 3, .drain_budget = 9 };
	int ends[2];

	(void)state;
	assert_int_equal(pipe2(ends, O_NONBLOCK | O_CLOEXEC), 0);
	src.fd = ends[0];
	assert_false(chunk_fill_by_read(&lg, &src, 4)); /* the pipe is empty */
	assert_int_equal(log_memory_current(lg.memory)->phase, CHUNK_EMPTY);
	assert_int_equal(write(ends[1], "defghi", 6), 6);
	assert_true(chunk_fill_by_read(&lg, &src, 4));
	chunk_is("abcdefg", 4);
	assert_int_equal(src.eof_bytes, 0);
	assert_int_equal(src.drain_budget, 5);
	assert_int_equal(lg.bytes_moved, 4);
	close(ends[0]);
	close(ends[1]);
}

static void the_carry_alone_is_a_chunk(void **state)
{
	const struct source src = { .kind = SOURCE_PIPE, .fd = -1 };

	(void)state;
	chunk_fill_from_carry(&lg, &src);
	chunk_is("abc", 0);
}

static void text_needs_space_beside_the_carry(void **state)
{
	const struct source src = { .kind = SOURCE_SYSLOG, .fd = -1 };
	static char text[CHUNK_SIZE];

	(void)state;
	assert_true(chunk_fill_with_text(&lg, &src, "de\n", 3));
	chunk_is("abcde\n", 0);
	lg.memory->source[0].carry_len = CARRY_SIZE - 2;
	assert_false(chunk_fill_with_text(&lg, &src, text, 3));
	assert_true(chunk_fill_with_text(&lg, &src, text, 2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_read_follows_the_carry, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(the_carry_alone_is_a_chunk, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(text_needs_space_beside_the_carry, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
