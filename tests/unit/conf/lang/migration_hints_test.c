/* tests/unit/conf/lang/migration_hints_test.c - tests the hints for keys and sections of
 * other programs. */
#include "conf/lang/migration_hints.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void keys_of_other_programs(void **state)
{
	enum conf_key key;
	char buf[64];

	(void)state;
	assert_string_equal(hint_for_key(CONF_SERVICE, "ExecStart", buf, sizeof buf, &key),
			    "did you mean command?");
	assert_int_equal(key, CONF_SERVICE_COMMAND);
	assert_string_equal(hint_for_key(CONF_SERVICE, "stop_timeout", buf, sizeof buf,
					 &key),
			    "did you mean stop-timeout?");
	/* volume is a key of [container], but not of a service. */
	assert_string_equal(hint_for_key(CONF_CONTAINER, "volumes", buf, sizeof buf, &key),
			    "did you mean volume?");
	assert_int_equal(key, CONF_CONTAINER_VOLUME);
	assert_non_null(hint_for_key(CONF_SERVICE, "volumes", buf, sizeof buf, &key));
	assert_int_equal(key, CONF_SERVICE_COMMAND);
	assert_null(hint_for_key(CONF_SERVICE, "colour", buf, sizeof buf, &key));
	assert_non_null(hint_for_pair("startsecs", "0"));
	assert_null(hint_for_pair("startsecs", "5"));
}

static void sections_of_other_programs(void **state)
{
	static const struct {
		const char *name, *meant;
	} table[] = {
		{ "program:web", "service:web" }, { "services:web", "service:web" },
		{ "service.web", "service:web" }, { "Web", "service:web" },
		{ "setups:a", "setup:a" },        { "setup a", "setup:a" },
		{ "container:x", "container" },   { "service:\"web\"", "service:web" },
		{ "defauls", "defaults" },        { "?", "" },
	};
	char buf[64];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		assert_string_equal(suggest_section(table[i].name, buf, sizeof buf),
				    table[i].meant);
	assert_non_null(hint_for_section("supervisord"));
	assert_non_null(hint_for_section("Unit"));
	assert_null(hint_for_section("web"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_of_other_programs),
		cmocka_unit_test(sections_of_other_programs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
