/* tests/unit/supervisor/env/secret_check_test.c - checks conditions on secrets with a real
 * helper. */
#include "supervisor/env/secret_check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "tests/unit/supervisor/host.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

static char path[] = "/tmp/secret_check_test.XXXXXX";
static char mode_file[64], own[] = "OWN=own", own_file[64];
static char *environment[] = { mode_file, own, own_file, NULL };
static char reason[HELPER_TEXT];
static struct secret_check check;
static struct helper helper;
static enum secret_result result;
static bool has_ended;

static void on_checked(struct helper *ended, enum helper_end end, const char *text)
{
	reason[0] = '\0';
	result = secret_check_end(&check, ended, end, text, &TEXT(reason));
	has_ended = true;
}

static enum secret_result check_now(const char *word)
{
	struct conf_when when;

	assert_true(when_parse(word, &when));
	has_ended = false;
	assert_int_equal(secret_check_start(&check, &helper, &when, SECONDS(5),
					    &TEXT(reason)),
			 0);
	while (!has_ended)
		ev_run(host_loop, EVRUN_ONCE);
	assert_int_equal(check.fd, -1);
	return result;
}

static int begin(void **state)
{
	FILE *f;

	(void)state;
	strcpy(strrchr(path, '.') + 1, "XXXXXX");
	f = fdopen(mkstemp(path), "w");
	if (f == NULL)
		return -1;
	fputs("prod\n", f);
	fclose(f);
	snprintf(mode_file, sizeof mode_file, "MODE_FILE=%s", path);
	snprintf(own_file, sizeof own_file, "OWN_FILE=%s", path);
	host_begin("[init]\nenv-secrets = yes\n"
		   "[service:web]\ncommand = true\nautostart = no\nwhen = MODE\n");
	host_set_environment(environment);
	check.fd = -1;
	helper_init(&helper, host_unit(0), on_checked);
	return 0;
}

static int end(void **state)
{
	(void)state;
	host_end();
	unlink(path);
	return 0;
}

static void only_unset_variables_with_a_file_are_secrets(void **state)
{
	struct context *ctx = host_unit(0)->ctx;
	struct env env = { 0 };

	(void)state;
	secret_check_env(ctx, &env);
	assert_true(secret_check_needed(ctx, &env, "MODE", 4));
	assert_false(secret_check_needed(ctx, &env, "OWN", 3));
	assert_false(secret_check_needed(ctx, &env, "MOD", 3));
	assert_string_equal(secret_check_value(ctx, &env, "OWN", 3), "own");
	assert_string_equal(secret_check_value(ctx, &env, "OWN_FILE", 8), path);
	assert_null(secret_check_value(ctx, &env, "MODE_FILE", 9));
	assert_null(secret_check_value(ctx, &env, "NOWHERE", 7));
}

static void the_content_of_the_file_decides(void **state)
{
	(void)state;
	assert_int_equal(check_now("MODE"), SECRET_HOLDS);
	assert_int_equal(check_now("MODE=dev|prod"), SECRET_HOLDS);
	assert_int_equal(check_now("MODE=dev"), SECRET_FAILS);
	assert_int_equal(check_now("!MODE"), SECRET_FAILS);
}

static void a_file_that_cannot_be_read_gives_the_reason(void **state)
{
	(void)state;
	unlink(path);
	assert_int_equal(check_now("MODE"), SECRET_UNREADABLE);
	assert_non_null(strstr(reason, "env-secrets MODE_FILE: cannot read"));
	assert_non_null(strstr(reason, path));
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(check_now("MODE"), SECRET_UNREADABLE);
	assert_non_null(strstr(reason, "not a regular file"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(only_unset_variables_with_a_file_are_secrets),
		TEST(the_content_of_the_file_decides),
		TEST(a_file_that_cannot_be_read_gives_the_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
