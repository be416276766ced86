/* tests/unit/supervisor/output/slots_test.c - allocates, releases and reuses slots and ring
 * pages. */
#include "supervisor/output/slots.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

static void slots_and_pages(void **state)
{
	struct slot_allocator *allocator = slots_new(6, 8192, 8192 + 4 * 4096);
	uint32_t a, b, c;
	uint64_t ring_a, ring_b, ring_c;

	(void)state;
	assert_int_equal(slots_alloc(allocator, 2, 8192, &a, &ring_a), 0);
	assert_int_equal(slots_alloc(allocator, 3, 8192, &b, &ring_b), 0);
	assert_true(a + 2 <= b && ring_a >= 8192 && ring_b >= ring_a + 8192);
	assert_int_equal(slots_alloc(allocator, 2, 0, &c, &ring_c), -ENOSPC);
	assert_int_equal(slots_alloc(allocator, 1, 4096, &c, &ring_c), 0);
	assert_int_equal(ring_c, 0); /* there is no free page */
	slots_release(allocator, a, 2, ring_a, 8192);
	assert_int_equal(slots_alloc(allocator, 2, 4096, &c, &ring_c), 1);
	assert_int_equal(c, a);
	assert_int_equal(ring_c, ring_a);
	slots_free(allocator);
}

/* A service that is added and removed repeatedly gets a different slot each time, but few
 * slots are ever used. */
static void released_slots_rest(void **state)
{
	struct slot_allocator *allocator = slots_new(10000, 8192, 8192 + 10000 * 4096);
	uint32_t slot, last = 0;
	uint64_t ring, last_ring = 0;

	(void)state;
	assert_int_equal(slots_alloc(allocator, 2, 4096, &slot, &ring), 0);
	for (int i = 0; i < 5000; i++) {
		int was_used = slots_alloc(allocator, 3, 8192, &slot, &ring);

		assert_int_equal(was_used, i >= 87);
		assert_true(slot != last && slot >= 2 && slot < 300);
		assert_true(ring != last_ring && ring > 8192 && ring < 300 * 4096);
		slots_release(allocator, slot, 3, ring, 8192);
		last = slot;
		last_ring = ring;
	}
	slots_free(allocator);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slots_and_pages),
		cmocka_unit_test(released_slots_rest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
