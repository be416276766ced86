/* tests/unit/supervisor/logger/sink/ring_test.c - checks that the ring has the latest
 * output, and survives writes of other processes. */
#include "supervisor/logger/sink/ring.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char *ring_text(const struct ring *ring, size_t size, char *text)
{
	struct ring_piece piece;
	uint64_t cursor = 0;
	char *to = text;

	while (ring_next(ring, size, &cursor, &piece)) {
		memcpy(to, piece.part[0], piece.len[0]);
		memcpy(to + piece.len[0], piece.part[1], piece.len[1]);
		to += piece.len[0] + piece.len[1];
	}
	*to = '\0';
	return text;
}

static void put(struct ring *ring, size_t size, const char *text, uint32_t len)
{
	ring_put(ring, size, &(struct ring_record){ .len = len }, text);
}

static void ring_keeps_the_latest(void **state)
{
	static union {
		struct ring ring;
		char room[RING_SIZE_MIN];
	} r;
	char text[2 * RING_SIZE_MIN], line[64], *big = calloc(1, 3 * RING_SIZE_MIN);
	size_t size = sizeof r;

	(void)state;
	assert_string_equal(ring_text(&r.ring, size, text), "");
	for (int i = 0; i < 1000; i++) {
		int n = snprintf(line, sizeof line, "line %d\n", i);

		put(&r.ring, size, line, (uint32_t)n);
		ring_text(&r.ring, size, text);
		assert_string_equal(text + strlen(text) - (size_t)n, line);
		assert_int_equal(strncmp(text, "line ", 5), 0);
	}
	assert_true(strlen(text) > RING_SIZE_MIN / 4);
	for (int i = 0; i < 1200; i++)
		memcpy(big + i * 10, "123456789\n", 10);
	put(&r.ring, size, big, 12000);
	ring_text(&r.ring, size, text);
	assert_int_equal(strncmp(text, "123456789\n", 10), 0);
	assert_true(strlen(text) > RING_SIZE_MIN - 100 && strlen(text) % 10 == 0);
	r.ring.tail = r.ring.head + 5; /* another process wrote there */
	assert_string_equal(ring_text(&r.ring, size, text), "");
	put(&r.ring, size, "x\n", 2);
	assert_string_equal(ring_text(&r.ring, size, text), "x\n");
	free(big);
}

/* A reload may change log-ring. The old entries are then at other places. */
static void another_size_empties_the_ring(void **state)
{
	static union {
		struct ring ring;
		char room[2 * RING_SIZE_MIN];
	} r;
	char text[2 * RING_SIZE_MIN], line[64];

	(void)state;
	for (int i = 0; i < 1000; i++)
		put(&r.ring, RING_SIZE_MIN, line,
		    (uint32_t)snprintf(line, sizeof line, "line %d\n", i));
	assert_string_equal(ring_text(&r.ring, sizeof r, text), "");
	put(&r.ring, sizeof r, "new\n", 4);
	assert_string_equal(ring_text(&r.ring, sizeof r, text), "new\n");
}

static void too_large_entries_are_counted(void **state)
{
	static union {
		struct ring ring;
		char room[RING_SIZE_MIN];
	} r;
	static char big[3 * RING_SIZE_MIN];
	struct ring_piece piece;
	uint64_t cursor = 0;

	(void)state;
	memset(big, '\n', sizeof big);
	put(&r.ring, sizeof r, big, sizeof big);
	assert_true(ring_next(&r.ring, sizeof r, &cursor, &piece));
	assert_int_equal(r.ring.omitted, sizeof big - piece.record.len);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(another_size_empties_the_ring),
		cmocka_unit_test(too_large_entries_are_counted),
		cmocka_unit_test(ring_keeps_the_latest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
