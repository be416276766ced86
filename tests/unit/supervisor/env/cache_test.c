/* tests/unit/supervisor/env/cache_test.c - reads environment files with a real helper
 * process. */
#include "supervisor/env/cache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "tests/unit/supervisor/host.h"
#include "tests/unit/supervisor/write_file.h"

#include <errno.h>
#include <stdlib.h>

static char path[] = "/tmp/cache_test.XXXXXX";
static char text[512], why[HELPER_TEXT], reason[HELPER_TEXT];
static int done_calls;
static bool was_good;

static void on_done(void *context, bool good, const char *result)
{
	assert_ptr_equal(context, &done_calls);
	done_calls++;
	was_good = good;
	snprintf(reason, sizeof reason, "%s", result);
}

static void read_now(void)
{
	int before = done_calls;

	assert_int_equal(env_cache_read(host_unit(0), on_done, &done_calls, &TEXT(why)), 0);
	while (done_calls == before)
		ev_run(host_loop, EVRUN_ONCE);
}

static const char *value_of_a(void)
{
	static struct env env;
	struct unit *u = host_unit(0);

	u->ctx->scratch.used = 0;
	why[0] = '\0';
	assert_int_equal(environment_fill(u, &env, &TEXT(why)), 0);
	return env_get(&env, "A", 1);
}

static int begin(void **state)
{
	int fd;

	(void)state;
	strcpy(strrchr(path, '.') + 1, "XXXXXX");
	fd = mkstemp(path);
	close(fd);
	snprintf(text, sizeof text,
		 "[service:web]\ncommand = true\nautostart = no\nenv-file = %s\n"
		 "[service:plain]\ncommand = true\nautostart = no\n",
		 path);
	host_begin(text);
	done_calls = 0;
	return fd >= 0 ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	host_end();
	unlink(path);
	return 0;
}

static void only_units_with_files_are_stale(void **state)
{
	(void)state;
	assert_true(env_cache_is_stale(host_unit(0)));
	assert_false(env_cache_is_stale(host_unit(1)));
}

static void a_helper_reads_the_file(void **state)
{
	struct env env;

	(void)state;
	write_file(path, "A=1\n");
	host_unit(0)->ctx->scratch.used = 0;
	assert_int_equal(environment_fill(host_unit(0), &env, &TEXT(why)), -EAGAIN);
	read_now();
	assert_true(was_good);
	assert_false(env_cache_is_stale(host_unit(0)));
	assert_string_equal(value_of_a(), "1");
}

/* A change of the file takes effect after the next read. */
static void a_stale_environment_is_kept_until_the_next_read(void **state)
{
	(void)state;
	write_file(path, "A=1\n");
	read_now();
	write_file(path, "A=2\n");
	assert_string_equal(value_of_a(), "1");
	env_cache_invalidate(host_unit(0));
	assert_true(env_cache_is_stale(host_unit(0)));
	assert_string_equal(value_of_a(), "1");
	read_now();
	assert_string_equal(value_of_a(), "2");
}

static void a_failed_read_names_the_file(void **state)
{
	(void)state;
	unlink(path);
	read_now();
	assert_false(was_good);
	assert_non_null(strstr(reason, path));
	assert_true(env_cache_is_stale(host_unit(0)));
}

static void a_cancelled_read_reports_nothing(void **state)
{
	(void)state;
	assert_int_equal(env_cache_read(host_unit(0), on_done, &done_calls, &TEXT(why)), 0);
	env_cache_cancel(host_unit(0));
	host_run_until_no_child();
	assert_int_equal(done_calls, 0);
	assert_true(env_cache_is_stale(host_unit(0)));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(only_units_with_files_are_stale),
		TEST(a_helper_reads_the_file),
		TEST(a_stale_environment_is_kept_until_the_next_read),
		TEST(a_failed_read_names_the_file),
		TEST(a_cancelled_read_reports_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
