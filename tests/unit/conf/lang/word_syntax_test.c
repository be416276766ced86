/* tests/unit/conf/lang/word_syntax_test.c - tests parsing the words of `dirs` and
 * `map-user`. */
#include "conf/lang/word_syntax.h"
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void parts_of_words(void **state)
{
	struct conf_dir dir;
	struct conf_map_user map;

	(void)state;
	assert_true(conf_dir("/run/a:mode=1750,user=a:b,recursive", &dir));
	assert_true(dir.mode == 01750 && dir.recursive && dir.user_len == 3);
	assert_int_equal(dir.path_len, 6);
	assert_true(conf_dir("/run/..a/b..", &dir));
	assert_true(dir.mode == -1 && !dir.user && !dir.recursive);
	assert_false(conf_dir("run", &dir));
	assert_false(conf_dir("/", &dir));
	assert_false(conf_dir("/a/../b", &dir));
	assert_false(conf_dir("/a/..", &dir));
	assert_false(conf_dir("/a:", &dir));
	assert_false(conf_dir("/a:mode=9", &dir));
	assert_false(conf_dir("/a:mode=0750,", &dir));
	assert_false(conf_dir("/a:user=", &dir));
	assert_true(conf_map_user("app:1000:4294967294", &map));
	assert_true(map.name_len == 3 && map.uid == 1000 && map.gid == 4294967294u);
	assert_false(conf_map_user("app:1000", &map));
	assert_false(conf_map_user("app:1000:4294967295", &map));
	assert_false(conf_map_user("app::1", &map));
	assert_false(conf_map_user("0:1:1", &map));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_of_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
