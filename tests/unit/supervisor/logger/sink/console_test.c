/* tests/unit/supervisor/logger/sink/console_test.c - checks that a torn line is repeated
 * from its beginning, even if it was written directly from the chunk. */
#include "supervisor/logger/sink/console.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define MOST (64u << 10) /* the largest page size, which is the smallest size of a pipe */
#define LAST 2000u
#define PART 96u

static void line(char *at, char c, size_t len)
{
	memset(at, c, len - 1);
	at[len - 1] = '\n';
}

static void read_all(int fd, char *want, size_t len)
{
	static char got[MOST + 1];

	assert_int_equal(read(fd, got, sizeof got), len);
	assert_memory_equal(got, want, len);
}

static void a_torn_line_is_repeated_from_its_beginning(void **state)
{
	struct log_memory *memory = calloc(1, log_memory_size(1));
	static char first[MOST + LAST], again[1 + LAST];
	int ends[2], room;

	(void)state;
	assert_non_null(memory);
	assert_int_equal(pipe2(ends, O_NONBLOCK | O_CLOEXEC), 0);
	room = fcntl(ends[1], F_SETPIPE_SZ, 1);
	assert_in_range(room, LAST, MOST);
	const uint32_t begin = (uint32_t)room - PART, all = begin + LAST;
	struct console console = { .memory = memory,
				   .fd = ends[1],
				   .kind = CONSOLE_REOPENED };

	line(first, 'a', begin);
	line(first + begin, 'b', LAST);
	again[0] = '\n';
	line(again + 1, 'b', LAST);
	memcpy(memory->chunk + CHUNK_HEADROOM, first, all);
	struct log_memory_version *now = log_memory_begin(memory);
	now->phase = CHUNK_FULL;
	now->begin = now->console[0].direct_begin = CHUNK_HEADROOM;
	now->end = CHUNK_HEADROOM + all;
	now->console[0].direct_len = all;
	log_memory_commit(memory);
	console_spill(&console);
	assert_int_equal(log_memory_current(memory)->console[0].direct_len, 0);
	read_all(ends[0], first, (size_t)room);

	/* The logger is killed during a write. */
	log_memory_begin(memory)->console[0].write_started = 1;
	log_memory_commit(memory);
	console_recover(&console);
	assert_true(console_flush(&console));
	read_all(ends[0], again, sizeof again);
	close(ends[0]);
	close(ends[1]);
	free(memory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_torn_line_is_repeated_from_its_beginning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
