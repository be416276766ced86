/* tests/unit/supervisor/logger/shared/protocol_test.c - checks that packets with a wrong
 * length or invalid texts are refused. */
#include "supervisor/logger/shared/protocol.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void packets(void **state)
{
	static union packet m;
	struct packet_tail tail = { .slot = 7, .slot_generation = 9 };
	size_t len = sizeof m.stream, at = 0;

	(void)state;
	m.stream = (struct packet_stream){ .kind = PACKET_STREAM };
	assert_true(packet_append_tail(&m, &len, tail));
	assert_int_equal(packet_tail_at(&m, 0).slot_generation, 9);
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
	m.stream.tail_count = PACKET_TAILS_MAX + 1;
	assert_false(packet_is_valid(&m, len));
	m.kind = PACKET_START;
	assert_true(packet_is_valid(&m, sizeof m.other));
	assert_false(packet_is_valid(&m, sizeof m.other + 1));
	m.log_reader =
		(struct packet_log_reader){ .kind = PACKET_LOG_READER, .text_count = 2 };
	len = sizeof m.log_reader;
	assert_true(packet_append(&m, &len, "+web"));
	assert_false(packet_is_valid(&m, len));
	assert_true(packet_append(&m, &len, "+db"));
	assert_true(packet_is_valid(&m, len));
	m.log_reader.text_count = UINT32_MAX;
	assert_false(packet_is_valid(&m, len));
	m.kind = PACKET_KIND_COUNT;
	assert_false(packet_is_valid(&m, sizeof m.other));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
