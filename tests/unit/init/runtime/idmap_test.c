/* tests/unit/init/runtime/idmap_test.c - checks valid and invalid values of user-map. */
#include "init/runtime/idmap.h"

/* cmocka.h needs these headers before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_maps(void **state)
{
	struct id_map map;

	(void)state;
	assert_true(idmap_parse("0:100000:65536", &map));
	assert_int_equal(idmap_root_uid(&map), 100000);
	assert_true(idmap_parse("5:1:2,0:7:1", &map));
	assert_int_equal(map.gid_count, 2);
	assert_int_equal(idmap_root_gid(&map), 7);
	assert_false(idmap_parse("0:1", &map));
	assert_false(idmap_parse("0:1:0", &map));
	assert_false(idmap_parse("0:1:2:3", &map));
	assert_false(idmap_parse("0:4294967294:2", &map));
	assert_false(idmap_parse("0:-1:2", &map));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_maps) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
