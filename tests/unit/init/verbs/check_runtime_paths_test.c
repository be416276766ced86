/* tests/unit/init/verbs/check_runtime_paths_test.c - checks which paths `check --here`
 * skips. */
#include "init/verbs/check_runtime_paths.h"

#include "tests/unit/conf/loading.h"

static void test_volatile(void **state)
{
	static const char *const yes[] = { "/run", "/run/a", "/tmp/x/y", "/var/tmp/a",
					   "/dev/null" };
	static const char *const no[] = { "/runner", "/etc/run", "/", "/tmpfs/a", "run/a" };

	(void)state;
	for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++)
		assert_true(path_is_volatile(yes[i]));
	for (size_t i = 0; i < sizeof no / sizeof no[0]; i++)
		assert_false(path_is_volatile(no[i]));
}

static void test_made_by_config(void **state)
{
	static char memory[64 << 10];
	struct conf_scratch scratch = { .base = memory, .size = sizeof memory };
	struct conf *conf =
		load("[container]\nvolume = /host:/data:ro\ntmpfs = /cache:size=1M\n"
		     "[service:a]\ncommand = /bin/true\ndirs = /srv/a:mode=0755\n");
	static const char *const yes[] = { "/data", "/data/x", "/cache/y", "/srv/a",
					   "/srv/a/b" };
	static const char *const no[] = { "/host", "/database", "/srv", "/srv/ab", "/" };

	(void)state;
	for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++)
		assert_true(path_is_made_by_config(conf, &scratch, yes[i]));
	for (size_t i = 0; i < sizeof no / sizeof no[0]; i++)
		assert_false(path_is_made_by_config(conf, &scratch, no[i]));
	conf_free(conf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_volatile),
		cmocka_unit_test(test_made_by_config),
	};

	return cmocka_run_group_tests(tests, accept_unimplemented, NULL);
}
