/* tests/unit/conf/model/expand_test.c - tests values that are expanded when a service
 * starts. */
#include "tests/unit/conf/loading.h"

static const char *find_home(void *context, const char *name, size_t len)
{
	(void)context;
	return len == 4 && memcmp(name, "HOME", 4) == 0 ? "/root" : NULL;
}

static void start_time_values(void **state)
{
	struct conf *conf = load("[service:a]\ncommand = x ${HOME}/y\ndirectory = ${NO}\n"
				 "umask = ${HOME}\n");
	const struct conf_section *a = conf_service(conf, 0);
	struct conf_lookup lookup = { find_home, NULL };
	char at[512], why[300];
	struct conf_scratch scratch = { at, sizeof at, 0 };
	struct conf_value value;

	(void)state;
	assert_true(conf_is_dynamic(a, CONF_SERVICE_COMMAND));
	assert_int_equal(conf_expand_value(a, CONF_SERVICE_COMMAND,
					   &(struct conf_expansion){ &lookup, &scratch },
					   &value, &TEXT(why)),
			 0);
	assert_string_equal(value.words[1], "/root/y");
	assert_int_equal(conf_expand_value(a, CONF_SERVICE_DIRECTORY,
					   &(struct conf_expansion){ &lookup, &scratch },
					   &value, &TEXT(why)),
			 0);
	assert_null(value.text);
	assert_non_null(strstr(why, "t.ini:3: [service:a] directory: NO is not set"));
	assert_true(conf_expand_value(a, CONF_SERVICE_UMASK,
				      &(struct conf_expansion){ &lookup, &scratch }, &value,
				      &TEXT(why)) < 0);
	assert_non_null(strstr(why, "umask = /root: expected an octal mode"));
	scratch.used = scratch.size - 10;
	assert_int_equal(conf_expand_value(a, CONF_SERVICE_COMMAND,
					   &(struct conf_expansion){ &lookup, &scratch },
					   &value, &TEXT(why)),
			 -28); /* ENOSPC */
	conf_free(conf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(start_time_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
