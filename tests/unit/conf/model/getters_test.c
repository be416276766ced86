/* tests/unit/conf/model/getters_test.c - tests that values come from the section,
 * [defaults] or the table. */
#include "tests/unit/conf/loading.h"

static void values_come_from_where_they_should(void **state)
{
	struct conf *conf =
		load("\xef\xbb\xbf[defaults]\r\nuser = nobody\nenvironment = D=1\n"
		     "ready = notify\n[service:a]\ncommand = x\n  y\n\t# no\n  z\n"
		     "environment = A=1\nenvironment = B=2\nneeds = b\n"
		     "[service:b]\ntype = task\ncommand = true\nuser =\n"
		     "enabled = ${W}\nenvironment =\n");
	const struct conf_section *a = conf_service(conf, 0), *b = conf_service(conf, 1);
	size_t count;
	char *const *words = conf_words(a, CONF_SERVICE_COMMAND, &count);

	(void)state;
	assert_int_equal(count, 3);
	assert_string_equal(words[2], "z");
	words = conf_words(a, CONF_SERVICE_ENVIRONMENT, &count);
	assert_int_equal(count, 3);
	assert_string_equal(words[0], "D=1");
	assert_string_equal(words[2], "B=2");
	conf_words(b, CONF_SERVICE_ENVIRONMENT, &count);
	assert_int_equal(count, 0);
	assert_string_equal(conf_text(a, CONF_SERVICE_USER), "nobody");
	assert_null(conf_text(b, CONF_SERVICE_USER));
	assert_int_equal(conf_number(a, CONF_SERVICE_READY), READY_NOTIFY);
	assert_int_equal(conf_number(b, CONF_SERVICE_READY), READY_START);
	assert_int_equal(conf_number(a, CONF_SERVICE_RESTART), RESTART_ALWAYS);
	assert_int_equal(conf_number(b, CONF_SERVICE_RESTART), RESTART_NEVER);
	assert_int_equal(conf_number(b, CONF_SERVICE_START_TIMEOUT), 0);
	assert_int_equal(conf_number(conf_init(conf), CONF_INIT_SHUTDOWN_TIMEOUT), -1);
	assert_int_equal(*conf_edges(conf, 0, CONF_SERVICE_NEEDS, &count), 1);
	assert_int_equal(count, 1);
	assert_string_equal(conf_origin(a, CONF_SERVICE_USER), "t.ini:2");
	conf_free(conf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_come_from_where_they_should),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
