/* tests/unit/supervisor/logger/chunk/chunk_test.c - checks that whole lines go to the
 * console, an unfinished line is carried over, and log-rate counts. */
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

static struct log_memory *memory;
static struct logger lg;
static struct stream stream = { .settings = { .console = 1, .format = LINE_PLAIN } };
static struct source src = { .stream = &stream, .fd = -1, .kind = SOURCE_PIPE };

/* Processes the carry and then the text, as if it were read from the pipe. */
static void process(const char *text)
{
	uint32_t len = (uint32_t)strlen(text), carry_len = memory->source[0].carry_len;
	uint32_t begin = CHUNK_HEADROOM - carry_len;

	memcpy(memory->chunk + begin, log_memory_carry(memory, 0), carry_len);
	log_memory_begin_read(memory, 0, begin, CHUNK_HEADROOM, len);
	memcpy(memory->chunk + CHUNK_HEADROOM, text, len);
	chunk_set_phase(&lg, CHUNK_FULL, CHUNK_HEADROOM + len, len);
	chunk_process(&lg, &src);
	assert_int_equal(log_memory_current(memory)->phase, CHUNK_EMPTY);
}

static void written(int fd, const char *want)
{
	char got[64] = "";

	assert_int_equal(read(fd, got, sizeof got - 1), strlen(want));
	assert_string_equal(got, want);
}

static void an_unfinished_line_is_carried_over(void **state)
{
	int ends[2];

	(void)state;
	memory = calloc(1, log_memory_size(1));
	assert_non_null(memory);
	memory->slot_count = 1;
	assert_int_equal(pipe2(ends, O_NONBLOCK | O_CLOEXEC), 0);
	lg.memory = memory;
	lg.console[0] = (struct console){ .memory = memory,
					  .fd = ends[1],
					  .kind = CONSOLE_REOPENED };

	process("one\ntwo");
	written(ends[0], "one\n");
	assert_int_equal(memory->source[0].carry_len, 3);
	assert_memory_equal(log_memory_carry(memory, 0), "two", 3);
	process(" and more\n");
	written(ends[0], "two and more\n");
	assert_int_equal(memory->source[0].carry_len, 0);
	assert_int_equal(memory->source[0].bytes_read, 17);

	/* The process has exited: its last line is complete without a newline. */
	src.draining_eof = src.pipe_empty = true;
	process("last");
	written(ends[0], "last\n");
	assert_false(src.draining_eof);
	close(ends[0]);
	close(ends[1]);
	free(memory);
}

/* Writes five lines within the rate, then three more in the same second. Returns how many
 * of the three are dropped, or -1 if a new second has begun. */
static int drops_after_lowering(void)
{
	uint64_t second;

	stream.settings.rate = 10;
	process("1\n2\n3\n4\n5\n");
	second = stream.rate_second;
	memory->source[0].over_rate = memory->source[0].reported_over_rate = 0;
	stream.settings.rate = 2; /* a reload */
	process("6\n7\n8\n");
	return stream.rate_second == second ? (int)memory->source[0].over_rate : -1;
}

static void a_lower_rate_counts_at_once(void **state)
{
	int drops = -1;

	(void)state;
	memory = calloc(1, log_memory_size(1));
	assert_non_null(memory);
	memory->slot_count = 1;
	lg.memory = memory;
	lg.console[0] = lg.console[1] = (struct console){ .memory = memory, .fd = -1 };
	stream.settings.console = false;
	stream.name = stream.service = (char *)"a";
	while (drops < 0)
		drops = drops_after_lowering();
	assert_int_equal(drops, 3);
	stream.settings.rate = 0;
	free(memory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_unfinished_line_is_carried_over),
		cmocka_unit_test(a_lower_rate_counts_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
