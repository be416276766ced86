/* tests/unit/supervisor/output/log_memory_new_test.c - places the rings of the log memory on a
 * kernel with pages of 64 KiB, as on arm64. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "supervisor/logger/shared/log_memory.h"
#include "supervisor/output/log_memory_new.h"
#include "supervisor/output/log_stream.h"
#include "supervisor/output/logger_child.h"
#include "supervisor/output/slots.h"
#include "tests/unit/skip.h"
#include "tests/unit/supervisor/host.h"

#define PAGE_BYTES (64 << 10)

#ifdef __SANITIZE_ADDRESS__
static void rings_begin_with_a_page(void **state)
{
	(void)state;
	skip_because("the sanitizer needs sysconf(3) of libc");
}
#else
/* Replaces that of libc, for the code under test. */
long sysconf(int name)
{
	return name == _SC_PAGESIZE ? PAGE_BYTES : -1;
}

static void rings_begin_with_a_page(void **state)
{
	struct conf *conf = host_load("[service:a]\ncommand = true\nlog-ring = 8K\n"
				      "[service:b]\ncommand = true\nlog-ring = 65K\n");
	const struct output_needs needs = output_needs_of(conf);
	struct context ctx = { .conf = conf };
	struct logger_child logger = { .ctx = &ctx };
	uint32_t slot, sizes[2];
	uint64_t rings[2];

	(void)state;
	assert_int_equal(log_memory_new(&logger, &needs), 0);
	for (uint32_t i = 0; i < 2; i++) {
		sizes[i] = log_stream_ring_size(conf_service(conf, i));
		assert_int_equal(slots_alloc(logger.slots, 2, sizes[i], &slot, &rings[i]),
				 0);
		assert_int_equal(rings[i] % PAGE_BYTES, 0);
		assert_true(rings[i] >= log_memory_size(logger.slot_count));
	}
	assert_int_equal(sizes[0], PAGE_BYTES);
	assert_int_equal(sizes[1], 2 * PAGE_BYTES);
	assert_true(rings[0] + sizes[0] <= rings[1]);
	assert_true(rings[1] + sizes[1] <= logger.rings_end);
	assert_int_equal(needs.ring_bytes, 3 * PAGE_BYTES);
	log_memory_free(&logger);
	conf_free(conf);
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rings_begin_with_a_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
