/* tests/unit/supervisor/logger/pieces_test.c - ring, syslog, rotation, packets, the store. */
#include "supervisor/logger/format/syslog.h"
#include "supervisor/logger/shared/protocol.h"
#include "supervisor/logger/shared/state.h"
#include "supervisor/logger/sink/log_file.h"
#include "supervisor/logger/sink/ring.h"

#include <errno.h>
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

static char *ring_text(const struct ring *ring, size_t size, char *text)
{
	struct ring_piece piece;
	uint64_t at = 0;
	char *to = text;

	while (ring_next(ring, size, &at, &piece)) {
		memcpy(to, piece.part[0], piece.len[0]);
		memcpy(to + piece.len[0], piece.part[1], piece.len[1]);
		to += piece.len[0] + piece.len[1];
	}
	*to = '\0';
	return text;
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

		ring_put(&r.ring, size, 0, (uint64_t)i, line, (size_t)n);
		ring_text(&r.ring, size, text);
		assert_string_equal(text + strlen(text) - (size_t)n, line);
		assert_int_equal(strncmp(text, "line ", 5), 0);
	}
	assert_true(strlen(text) > RING_SIZE_MIN / 4);
	for (int i = 0; i < 1200; i++)
		memcpy(big + i * 10, "123456789\n", 10);
	ring_put(&r.ring, size, 1, 0, big, 12000);
	ring_text(&r.ring, size, text);
	assert_int_equal(strncmp(text, "123456789\n", 10), 0);
	assert_true(strlen(text) > RING_SIZE_MIN - 100 && strlen(text) % 10 == 0);
	r.ring.tail = r.ring.head + 5; /* written over by somebody */
	assert_string_equal(ring_text(&r.ring, size, text), "");
	ring_put(&r.ring, size, 0, 0, "x\n", 2);
	assert_string_equal(ring_text(&r.ring, size, text), "x\n");
	free(big);
}

static void syslog_shapes(void **state)
{
	static const struct {
		const char *datagram, *want;
	} rows[] = {
		{ "<27>Nov 25 10:00:00 cron[12]: hello\n", "daemon.err cron[12]: hello\n" },
		{ "<27>Nov  5 10:00:00 cron: hello", "daemon.err cron: hello\n" },
		{ "<191>tag:x", "local7.debug tag: x\n" },
		{ "<192>tag: x", "user.notice <192>tag: x\n" },
		{ "<>x", "user.notice <>x\n" },
		{ "<1", "user.notice <1\n" },
		{ "", "user.notice \n" },
		{ "<13>just text", "user.notice just text\n" },
		{ "<13>app[1: x", "user.notice app[1: x\n" },
		{ "<165>1 2003-10-11T22:14:15Z host app 12 ID [a b=\"c\\]\"][d] text",
		  "local4.notice app[12]: text\n" },
		{ "<165>1 - - - - - - text", "local4.notice text\n" },
		{ "<165>1 - - - - - [", "local4.notice \n" },
		{ "<165>1 ", "local4.notice \n" },
		{ "<13>t: \xef\xbb\xbf\x1b\n\xff",
		  "user.notice t: \xef\xbb\xbf\\x1b\\x0a\\xff\n" },
		{ "1 x", "user.notice 1 x\n" },
	};
	static char out[SYSLOG_LINE_MAX + 1], big[2 * SYSLOG_BYTES_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		out[syslog_line(rows[i].datagram, strlen(rows[i].datagram), out)] = '\0';
		assert_string_equal(out, rows[i].want);
	}
	memset(big, 1, sizeof big);
	assert_true(syslog_line(big, sizeof big, out) <= SYSLOG_LINE_MAX);
}

static void rotation(void **state)
{
	(void)state;
	assert_int_equal(log_file_part(0, 0, "a\nb\n", 4), 4);
	assert_int_equal(log_file_part(0, 10, "a\nb\n", 4), 4);
	assert_int_equal(log_file_part(7, 10, "a\nb\n", 4), 2);
	assert_int_equal(log_file_part(9, 10, "a\nb\n", 4), 0);
	assert_int_equal(log_file_part(10, 10, "a\nb\n", 4), 0);
	assert_int_equal(log_file_part(99, 10, "a\nb\n", 4), 0);
	assert_int_equal(log_file_part(0, 3, "long\nb\n", 7), 5); /* larger than a file */
	assert_int_equal(log_file_part(1, 3, "long\nb\n", 7), 0);
}

static void packets(void **state)
{
	static union packet m;
	struct packet_follow follow = { .source = 7, .owner = 9 };
	size_t len = sizeof m.stream, at = 0;

	(void)state;
	m.stream = (struct packet_stream){ .kind = PACKET_STREAM };
	assert_true(packet_append_follow(&m, &len, follow));
	assert_int_equal(packet_follow_at(&m, 0).owner, 9);
	assert_false(packet_is_valid(&m, 2));
	assert_false(packet_is_valid(&m, len - 1));
	assert_false(packet_is_valid(&m, len));
	for (int i = 0; i < 4; i++)
		assert_true(packet_append(&m, &len, i == 2 ? "" : "text"));
	assert_true(packet_is_valid(&m, len));
	assert_false(packet_is_valid(&m, len - 1));
	assert_string_equal(packet_text(&m, len, &at), "text");
	assert_true(packet_append(&m, &len, "more"));
	assert_false(packet_is_valid(&m, len));
	m.stream.follows = PACKET_FOLLOWS_MAX + 1;
	assert_false(packet_is_valid(&m, len));
	m.kind = PACKET_START;
	assert_true(packet_is_valid(&m, sizeof m.other));
	assert_false(packet_is_valid(&m, sizeof m.other + 1));
	m.kind = PACKET_KIND_COUNT;
	assert_false(packet_is_valid(&m, sizeof m.other));
}

/* What is committed counts, and only that. */
static void store_of_a_killed_one(void **state)
{
	int fd = memfd_create("test", MFD_CLOEXEC);
	struct log_state *s, *again;

	(void)state;
	assert_int_equal(ftruncate(fd, (off_t)state_size(4)), 0);
	s = state_map(fd, 4);
	assert_non_null(s);
	state_begin_read(s, 2, CHUNK_HEADROOM - 3, CHUNK_HEADROOM, 100);
	again = state_map(fd, 4);
	assert_int_equal(state_current(again)->phase, CHUNK_READING);
	assert_int_equal(state_current(again)->source, 2);
	assert_false(state_read_completed(again));
	memset(s->slot + CHUNK_HEADROOM, 'x', 100);
	assert_true(state_read_completed(again));
	state_begin(s)->phase = CHUNK_FULL; /* not committed */
	assert_int_equal(state_current(again)->phase, CHUNK_READING);
	state_commit(s);
	assert_int_equal(state_current(again)->phase, CHUNK_FULL);
	for (uint32_t n = 1; n < 12; n++) {
		state_begin_read(s, 1, CHUNK_HEADROOM, CHUNK_HEADROOM, n);
		assert_false(state_read_completed(again));
		memset(s->slot + CHUNK_HEADROOM, 0, n);
		assert_true(state_read_completed(again));
	}
	state_begin(s)->end = UINT32_MAX; /* nonsense is not believed */
	state_commit(s);
	again = state_map(fd, 4);
	assert_int_equal(state_current(again)->phase, CHUNK_EMPTY);
	assert_int_equal(state_current(again)->end, 0);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ring_keeps_the_latest),
		cmocka_unit_test(syslog_shapes),
		cmocka_unit_test(rotation),
		cmocka_unit_test(packets),
		cmocka_unit_test(store_of_a_killed_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
