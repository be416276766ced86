/* tests/unit/init/runtime/container_env_test.c - checks the environment of the init. */
#include "init/runtime/container_env.h"

#include "tests/unit/conf/loading.h"

/* The front end makes one container and exits, so it never frees the environment.
 * Source: LeakSanitizer's interface, __lsan_default_suppressions. */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:init/runtime/";
}

static char *const host[] = { (char *)"LANG=C", (char *)"TERM=xterm", (char *)"SECRET=1",
			      NULL };

/* Returns the value of a variable in an environment, or NULL if it is not set. */
static const char *value_of(char *const *environment, const char *name)
{
	size_t length = strlen(name);

	for (; *environment; environment++) {
		if (strncmp(*environment, name, length) == 0 &&
		    (*environment)[length] == '=')
			return *environment + length + 1;
	}
	return NULL;
}

static char *const *make(const char *text, bool terminal)
{
	return container_env_make(conf_container(load(text)), host, terminal);
}

static void test_default(void **state)
{
	char *const *environment = make("[container]\nname = a\n", false);

	(void)state;
	assert_string_equal(value_of(environment, "PATH"), DEFAULT_PATH);
	assert_string_equal(value_of(environment, "container"), "ctinit");
	assert_null(value_of(environment, "TERM"));
	assert_null(value_of(environment, "SECRET"));
}

static void test_terminal(void **state)
{
	(void)state;
	assert_string_equal(value_of(make("[container]\nname = a\n", true), "TERM"),
			    "xterm");
}

/* A later value replaces an earlier one. */
static void test_layers(void **state)
{
	char *const *environment = make("[container]\nenv-inherit = LANG MISSING\n"
					"environment = PATH=/bin LANG=de\n",
					false);

	(void)state;
	assert_string_equal(value_of(environment, "PATH"), "/bin");
	assert_string_equal(value_of(environment, "LANG"), "de");
	assert_null(value_of(environment, "MISSING"));
	environment = make("[container]\nenv-inherit = LANG\n", false);
	assert_string_equal(value_of(environment, "LANG"), "C");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_default),
		cmocka_unit_test(test_terminal),
		cmocka_unit_test(test_layers),
	};

	return cmocka_run_group_tests(tests, accept_unimplemented, NULL);
}
