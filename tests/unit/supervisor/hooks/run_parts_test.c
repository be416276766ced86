/* tests/unit/supervisor/hooks/run_parts_test.c - checks which files of a directory are
 * run. */
#include "supervisor/hooks/run_parts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "tests/unit/supervisor/host.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

static char dir[] = "/tmp/run_parts_test.XXXXXX";
static struct helper helper;
static char name[SCRIPT_NAME], why[HELPER_TEXT];
static bool is_done, is_skipped;

static void on_done(struct helper *h, enum helper_end end, const char *text)
{
	assert_ptr_equal(h, &helper);
	(void)end;
	(void)text;
	is_done = true;
}

static void make_script(const char *script, mode_t mode)
{
	char path[256];
	int fd;

	snprintf(path, sizeof path, "%s/%s", dir, script);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

/* Looks for the script after `name`, like hooks, and stores its name in `name`. */
static int find_next(const char *in)
{
	int fd, r;

	is_done = false;
	why[0] = '\0';
	assert_int_equal(run_parts_find(&helper, in, name, &fd, &TEXT(why)), 0);
	while (!is_done)
		ev_run(host_loop, EVRUN_ONCE);
	r = run_parts_result(fd, name, &is_skipped, &TEXT(why));
	close(fd);
	return r;
}

static int begin(void **state)
{
	(void)state;
	strcpy(strrchr(dir, '.') + 1, "XXXXXX");
	host_begin("[service:web]\ncommand = true\nautostart = no\n");
	helper_init(&helper, host_unit(0), on_done);
	name[0] = '\0';
	return mkdtemp(dir) != NULL ? 0 : -1;
}

static int end(void **state)
{
	char command[64];

	(void)state;
	helper_detach(&helper);
	host_end();
	snprintf(command, sizeof command, "rm -r %s", dir);
	return system(command);
}

static void in_the_order_of_versions(void **state)
{
	static const char *const order[] = { "2-first", "10-second", "30-third" };

	(void)state;
	make_script("10-second", 0700);
	make_script("30-third", 0700);
	make_script("2-first", 0700);
	make_script(".hidden", 0700);
	make_script("backup~", 0700);
	for (size_t i = 0; i < ARRAY_LEN(order); i++) {
		assert_int_equal(find_next(dir), 1);
		assert_false(is_skipped);
		assert_string_equal(name, order[i]);
	}
	assert_int_equal(find_next(dir), 0);
}

static void not_executable(void **state)
{
	(void)state;
	make_script("a", 0600);
	assert_int_equal(find_next(dir), 1);
	assert_true(is_skipped);
	assert_string_equal(name, "a");
}

static void world_writable(void **state)
{
	(void)state;
	make_script("a", 0777);
	assert_int_equal(find_next(dir), -EPERM);
	assert_non_null(strstr(why, "/a is writable by everybody"));
}

static void no_such_directory(void **state)
{
	(void)state;
	assert_int_equal(find_next("/nowhere/scripts"), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(in_the_order_of_versions),
		TEST(not_executable),
		TEST(world_writable),
		TEST(no_such_directory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
