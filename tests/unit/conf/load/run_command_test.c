/* tests/unit/conf/load/run_command_test.c - tests the configuration made from a command
 * line. */
#include "tests/unit/conf/loading.h"

static void a_command_is_a_configuration(void **state)
{
	struct conf *base =
		load("[init]\nstart = x\n[container]\nhostname = h\n[defaults]\nready = "
		     "notify\n"
		     "user = nobody\nneeds = x\n[service:x]\ncommand = y\nneeds =\n");
	struct conf *conf;
	size_t count;

	(void)state;
	assert_int_equal(conf_load_command(base, (char *[]){ (char *)"a b", NULL }, &conf),
			 0);
	conf_free(base);
	assert_int_equal(conf_service_count(conf), 1);
	assert_string_equal(conf_words(conf_service(conf, 0), CONF_SERVICE_COMMAND,
				       &count)[0],
			    "a b");
	assert_string_equal(conf_text(conf_container(conf), CONF_CONTAINER_HOSTNAME), "h");
	assert_true(conf_bool(conf_service(conf, 0), CONF_SERVICE_MAIN));
	assert_string_equal(conf_text(conf_service(conf, 0), CONF_SERVICE_USER), "nobody");
	assert_int_equal(conf_number(conf_service(conf, 0), CONF_SERVICE_READY),
			 READY_START);
	assert_false(conf_is_set(conf_service(conf, 0), CONF_SERVICE_NEEDS));
	conf_free(conf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_command_is_a_configuration),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
