/* tests/unit/supervisor/logger/base/stream_test.c - makes and changes a stream while calloc()
 * fails, and checks that no descriptor of the packet is lost. */
#include "supervisor/logger/base/stream.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#ifdef __SANITIZE_ADDRESS__
#define CAN_FAIL false
#else
#define CAN_FAIL true
#endif

/* Number of allocations before the failing one; -1 if none fails. */
static long calls_left = -1;

#if !defined(__SANITIZE_ADDRESS__)
/* A volatile pointer, because a compiler turns malloc() and memset() into calloc(). */
static void *(*volatile take)(size_t) = malloc;

void *calloc(size_t count, size_t size) /* replaces libc's calloc() */
{
	void *memory = NULL;

	if (calls_left != 0 && (size == 0 || count <= SIZE_MAX / size))
		memory = take(count * size);
	calls_left -= calls_left >= 0;
	return memory != NULL ? memset(memory, 0, count * size) : NULL;
}
#endif

static union packet packet;
static int fds[PACKET_FDS_MAX], given[2];

/* Configures the stream with two new descriptors. */
static struct stream *configure(struct stream *old)
{
	size_t len = sizeof packet.stream;

	packet.stream =
		(struct packet_stream){ .kind = PACKET_STREAM, .has = { true, true } };
	assert_true(packet_append(&packet, &len, "web"));
	assert_true(packet_append(&packet, &len, "web"));
	assert_true(packet_append(&packet, &len, ""));
	for (int i = 0; i < PACKET_FDS_MAX; i++)
		fds[i] = -1;
	for (int i = 0; i < 2; i++)
		fds[i] = given[i] = dup(0);
	return stream_configure(old, &packet, len, fds);
}

/* The caller still has both descriptors, and closes them. */
static void assert_not_taken(void)
{
	for (int i = 0; i < 2; i++) {
		assert_int_equal(fds[i], given[i]);
		assert_int_equal(close(fds[i]), 0);
	}
}

static void descriptors_are_taken_or_left(void **state)
{
	struct stream *s;
	int first[2];

	(void)state;
	for (calls_left = 0; CAN_FAIL && calls_left < 2; calls_left++) {
		long before = calls_left;

		assert_null(configure(NULL));
		assert_not_taken();
		calls_left = before;
	}
	calls_left = -1;
	s = configure(NULL);
	assert_non_null(s);
	for (int i = 0; i < 2; i++) {
		first[i] = given[i];
		assert_int_equal(fds[i], -1);
		assert_int_equal(s->sources[i].fd, first[i]);
	}
	if (CAN_FAIL) {
		calls_left = 0;
		assert_null(configure(s));
		assert_not_taken();
		calls_left = -1;
	}
	assert_ptr_equal(configure(s), s); /* an existing pipe is kept */
	assert_not_taken();
	for (int i = 0; i < 2; i++)
		assert_int_equal(s->sources[i].fd, first[i]);
	stream_free(s);
	for (int i = 0; i < 2; i++)
		assert_int_equal(close(first[i]), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(descriptors_are_taken_or_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
