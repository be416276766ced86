/* tests/unit/supervisor/core/query_test.c - the services that a waiting service waits
 * for. */
#include "conf/base/base.h"
#include "supervisor/core/core.h"
#include "tests/unit/supervisor/core/core_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* needs the ones above */
#include <cmocka.h>

enum { NEED, WANT, OTHER, FIRST, SECOND, COUNT };

/* Returns them as a set of bits. */
static unsigned awaited(const struct core *core, uint32_t service)
{
	unsigned all = 0;
	uint32_t at = 0, other = COUNT, turns = 0;

	while (core_awaits(core, service, &at, &other)) {
		assert_true(other < COUNT && ++turns <= COUNT);
		all |= 1u << other;
	}
	return all;
}

#define BIT(service) (1u << (service))

static void what_it_waits_for(void **state)
{
	static const struct core_edge edges[] = {
		{ NEED, FIRST, EDGE_NEED },   { WANT, FIRST, EDGE_WANT },
		{ OTHER, FIRST, EDGE_ORDER }, { NEED, SECOND, EDGE_NEED },
		{ FIRST, SECOND, EDGE_NEED },
	};
	struct core_config config = config_of(COUNT, edges, ARRAY_LEN(edges));
	struct core *core = core_new(&config, 1);

	(void)state;
	want_all(core, COUNT);
	drain(core, 0);
	assert_int_equal(awaited(core, NEED), 0);
	assert_int_equal(awaited(core, FIRST), BIT(NEED) | BIT(WANT) | BIT(OTHER));
	assert_int_equal(awaited(core, SECOND), BIT(NEED) | BIT(FIRST));
	core_ready(core, WANT, 0);
	drain(core, 0);
	assert_int_equal(awaited(core, FIRST), BIT(NEED) | BIT(OTHER));
	core_ready(core, OTHER, 0);
	drain(core, 0);
	assert_int_equal(awaited(core, FIRST), BIT(NEED));
	core_ready(core, NEED, 0);
	drain(core, 0);
	assert_int_equal(awaited(core, FIRST), 0);
	assert_int_equal(awaited(core, SECOND), BIT(FIRST));
	core_free(core);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(what_it_waits_for) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
