/* tests/unit/conf/lang/keys_test.c - checks that examples and defaults in the table of keys
 * are valid values. */
#include "conf/lang/keys.h"
#include "conf/lang/value.h"
#include "conf/lang/words.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void table_is_sound(void **state)
{
	(void)state;
	for (unsigned i = 0; i < CONF_KEY_COUNT; i++) {
		const struct conf_key_info *info = conf_key_info(i);
		char example[256], at[4096], why[700];
		struct conf_scratch scratch = { at, sizeof at, 0 };
		struct words words = { .scratch = &scratch, .err = &TEXT(why) };
		struct conf_value value;

		assert_int_equal(conf_key_find(info->section, info->name), i);
		assert_true(strlen(info->name) < 40);
		assert_true(info->since != 0 || strlen(info->doc) > 5);
		snprintf(example, sizeof example, "%s", info->example);
		assert_int_equal(words_split(&words, example, strlen(example)), 0);
		if (!words.is_dynamic &&
		    value_parse(i, words.list, words.count, &value, &TEXT(why)) < 0)
			fail_msg("example of %s: %s", info->name, why);
		if (!info->def || info->def[0] == '\0')
			continue;
		scratch.used = 0;
		assert_int_equal(words_split(&words, info->def, strlen(info->def)), 0);
		if (value_parse(i, words.list, words.count, &value, &TEXT(why)) < 0)
			fail_msg("default of %s: %s", info->name, why);
	}
}

static void every_key_has_a_group(void **state)
{
	(void)state;
	for (unsigned key = 0; key < CONF_KEY_COUNT; key++) {
		const struct conf_key_info *info = conf_key_info((enum conf_key)key);
		const char *group = conf_key_group((enum conf_key)key);

		if (info->section == CONF_INCLUDE)
			assert_null(group);
		else
			assert_non_null(group);
	}
	assert_string_equal(conf_key_group(CONF_SERVICE_NEEDS), "order");
	assert_string_equal(conf_key_group(CONF_SERVICE_WHEN_NEED_RESTARTS), "order");
	assert_string_equal(conf_key_group(CONF_CONTAINER_NAME), "root");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table_is_sound),
		cmocka_unit_test(every_key_has_a_group),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
