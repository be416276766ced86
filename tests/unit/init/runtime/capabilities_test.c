/* tests/unit/init/runtime/capabilities_test.c - checks parsing of the key
 * `capabilities`. */
#include "init/runtime/capabilities.h"

#include "conf/base/capability.h"

/* cmocka.h needs these headers before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <linux/capability.h>

static void test_capabilities(void **state)
{
	char *more[] = { (char *)"default", (char *)"+NET_RAW", (char *)"-cap_kill" };
	char *none[] = { (char *)"none", (char *)"+CHOWN" };
	char *bad[] = { (char *)"+FLY" };
	uint64_t set = 0, base = 0;

	(void)state;
	assert_null(capabilities_parse(NULL, 0, &base));
	assert_false(base & (uint64_t)1 << CAP_SYS_ADMIN);
	assert_null(capabilities_parse(more, 3, &set));
	assert_true(set ==
		    ((base | (uint64_t)1 << CAP_NET_RAW) & ~((uint64_t)1 << CAP_KILL)));
	assert_null(capabilities_parse(none, 2, &set));
	assert_true(set == (uint64_t)1 << CAP_CHOWN);
	assert_string_equal(capabilities_parse(bad, 1, &set), "+FLY");
	assert_int_equal(capability_parse("CAP_CHECKPOINT_RESTORE"),
			 CAP_CHECKPOINT_RESTORE);
	assert_int_equal(CAP_CHECKPOINT_RESTORE, CAP_LAST_CAP);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_capabilities) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
