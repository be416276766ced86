/* tests/unit/supervisor/core/alloc_test.c - creates cores with failing calloc() and with
 * cycles, and checks for reads past the end of arrays. */
#include "supervisor/core/core.h"

#include "conf/base/base.h"
#include "tests/unit/supervisor/core/core_rig.h"
#include "tests/unit/supervisor/failing_calloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "tests/unit/skip.h"

#if CALLOC_CAN_FAIL
#ifdef __GLIBC__
extern void __libc_free(void *at);

void free(void *at) /* replaces libc's free() */
{
	taken -= at != NULL;
	__libc_free(at);
}

static void expect_taken(long want)
{
	assert_int_equal(taken, want);
}
#else
static void expect_taken(long want)
{
	(void)want; /* free() is not counted */
}
#endif

/* A call that fails frees all memory that it has allocated. */
static void without_memory(void **state)
{
	static const struct core_edge edges[] = { { 0, 1, EDGE_NEED } };
	static const int32_t map[] = { 0, 1 };
	struct core_config config = config_of(2, edges, 1);
	struct core *core = NULL, *next;
	long calls = 0, held;

	(void)state;
	config.shutdown_timeout = 1000;
	held = taken;
	for (; core == NULL; calls++) {
		expect_taken(held);
		calls_left = calls;
		core = core_new(&config, 1);
		assert_true(calls < 100);
	}
	assert_true(calls > 14);
	held = taken;
	for (long n = 0; n < calls - 1; n++) {
		calls_left = n;
		assert_null(core_migrate(core, &config, map));
		expect_taken(held);
	}
	calls_left = -1;
	config.shutdown_timeout = -1; /* core_longest_stop() also allocates */
	next = core_migrate(core, &config, map);
	assert_non_null(next);
	core_free(next);
	expect_taken(held);
	core_free(core);
	core_free(NULL);
}
#else
static void without_memory(void **state)
{
	(void)state;
	skip_because("the sanitizer has its own calloc(), which does not fail");
}
#endif

/* Returns a copy that ends where readable memory ends. */
static void *at_the_edge(const void *data, size_t size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *at = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			-1, 0);

	assert_true(at != MAP_FAILED && size <= page);
	assert_int_equal(mprotect(at + page, page, PROT_NONE), 0);
	return memcpy(at + page - size, data, size);
}

static void reads_no_further(void **state)
{
	static const struct core_edge edges[] = { { 0, 1, EDGE_NEED },
						  { 0, 2, EDGE_WANT } };
	static const int32_t map[] = { 2, 1, 0 };
	struct core_config config = config_of(3, at_the_edge(edges, sizeof edges), 2);
	struct core *core, *next;

	(void)state;
	config.policies = at_the_edge(pointers, 3 * sizeof *pointers);
	core = core_new(&config, 1);
	next = core_migrate(core, &config, at_the_edge(map, sizeof map));
	assert_non_null(next);
	core_free(core);
	core_free(next);
}

static void circles(void **state)
{
	static const struct core_edge edges[] = { { 0, 1, EDGE_NEED },
						  { 1, 2, EDGE_WANT },
						  { 2, 1, EDGE_ORDER },
						  { 3, 3, EDGE_NEED } };
	static const struct core_edge led_to[] = { { 0, 1, EDGE_NEED },
						   { 0, 2, EDGE_NEED },
						   { 1, 2, EDGE_NEED },
						   { 2, 1, EDGE_NEED } };
	struct core_config config = config_of(4, edges, 2);
	struct core *core = core_new(&config, 0);

	(void)state;
	assert_non_null(core);
	core_free(core);
	config.edge_count = 3;
	assert_null(core_new(&config, 1));
	config.edges = edges + 3;
	config.edge_count = 1;
	assert_null(core_new(&config, 1));
	config = config_of(3, led_to, ARRAY_LEN(led_to));
	assert_null(core_new(&config, 1));
}

static void nothing_at_all(void **state)
{
	struct core_config config = config_of(0, NULL, 0);
	struct core *core = core_new(&config, 1);
	struct core_order order;

	(void)state;
	core_started(core);
	assert_true(core_next(core, 0, &order));
	assert_int_equal(order.kind, ORDER_ARM_SHUTDOWN);
	assert_true(core_next(core, 0, &order));
	assert_int_equal(order.kind, ORDER_FINISHED);
	assert_false(core_next(core, 0, &order));
	core_free(core);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_memory),
		cmocka_unit_test(circles),
		cmocka_unit_test(reads_no_further),
		cmocka_unit_test(nothing_at_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
