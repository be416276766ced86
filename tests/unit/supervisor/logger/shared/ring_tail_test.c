/* tests/unit/supervisor/logger/shared/ring_tail_test.c - reads the last lines from rings of
 * all fillings, and from invalid ones. */
#include "supervisor/logger/shared/ring_tail.h"
#include "supervisor/logger/sink/ring.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#define OFFSET 4096
#define SIZE   RING_SIZE_MIN

static int fd;
static struct ring *ring;
static char out[8192];

static int open_memory(void **state)
{
	(void)state;
	fd = memfd_create("ring", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, OFFSET + SIZE) < 0)
		return -1;
	ring = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, OFFSET);
	return ring == MAP_FAILED ? -1 : 0;
}

static int close_memory(void **state)
{
	(void)state;
	munmap(ring, SIZE);
	return close(fd);
}

static void put(const char *text)
{
	ring_put(ring, SIZE, &(struct ring_record){ .len = (uint32_t)strlen(text) }, text);
}

static const char *last(size_t max)
{
	size_t len = ring_read_tail(fd, OFFSET, SIZE, out, max);

	assert_true(len <= max);
	out[len] = '\0';
	return out;
}

static void whole_lines_of_the_end(void **state)
{
	(void)state;
	assert_string_equal(last(100), "");
	put("one\ntwo\n");
	put("three\n");
	assert_string_equal(last(100), "one\ntwo\nthree\n");
	assert_string_equal(last(14), "one\ntwo\nthree\n");
	assert_string_equal(last(13), "two\nthree\n");
	assert_string_equal(last(11), "two\nthree\n");
	assert_string_equal(last(10), "three\n"); /* it does not know that a line begins */
	assert_string_equal(last(9), "three\n");
	assert_string_equal(last(6), "three\n");
	assert_string_equal(last(3), "ee\n"); /* the end of a line that is too long */
	assert_string_equal(last(0), "");
}

/* At every filling, also where a header or a text wraps around, the end is the last line. */
static void wrapping(void **state)
{
	char line[40];

	(void)state;
	for (int i = 0; i < 3000; i++) {
		snprintf(line, sizeof line, "line %d%.*s\n", i, i % 17,
			 "abcdefghijklmnopq");
		put(line);
		assert_string_equal(last(strlen(line)), line);
		last(1000);
		assert_string_equal(out + strlen(out) - strlen(line), line);
		assert_int_equal(strncmp(out, "line ", 5), 0);
	}
}

static void invalid_rings(void **state)
{
	struct ring_record record = { .len = UINT32_MAX };

	(void)state;
	ring->size = SIZE;
	ring->head = UINT64_MAX;
	assert_string_equal(last(100), "");
	ring->head = 8;
	ring->tail = 9;
	assert_string_equal(last(100), "");
	ring->tail = 0;
	ring->head = SIZE - sizeof *ring;
	memcpy(ring->data, &record, sizeof record);
	assert_string_equal(last(100), "");
	memset(ring->data, 0, SIZE - sizeof *ring); /* only empty entries */
	assert_string_equal(last(100), "");
	assert_int_equal(ring_read_tail(fd, OFFSET, sizeof *ring, out, 100), 0);
	ring->size = SIZE + 1;
	assert_string_equal(last(100), "");
	ring->size = 0;
	assert_string_equal(last(100), "");
	assert_int_equal(ring_read_tail(-1, OFFSET, SIZE, out, 100), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(whole_lines_of_the_end, open_memory,
						close_memory),
		cmocka_unit_test_setup_teardown(wrapping, open_memory, close_memory),
		cmocka_unit_test_setup_teardown(invalid_rings, open_memory, close_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
