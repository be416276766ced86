/* tests/unit/init/pid1/mountpoint_test.c - makes mount points, and checks that no
 * link is followed. */
#include "init/pid1/mountpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* cmocka.h needs these headers before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/skip.h"

static char path[] = "/tmp/ctinit-mountpoint.XXXXXX";
static int dir;

static int make_dir(void **state)
{
	(void)state;
	if (!mkdtemp(path))
		return -1;
	dir = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return dir < 0 || symlinkat("/", dir, "link") < 0 ? -1 : 0;
}

static int remove_dir(void **state)
{
	(void)state;
	unlinkat(dir, "link", 0);
	unlinkat(dir, "file", 0);
	unlinkat(dir, "made", AT_REMOVEDIR);
	close(dir);
	return rmdir(path);
}

static void test_directory(void **state)
{
	struct stat opened, made;
	int fd = mountpoint_directory(dir, "made", 0700);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &opened) | fstatat(dir, "made", &made, 0), 0);
	assert_int_equal(opened.st_ino, made.st_ino);
	assert_int_equal(made.st_mode, S_IFDIR | 0700);
	close(fd);
	fd = mountpoint_directory(dir, "made", 0755);
	assert_true(fd >= 0);
	close(fd);
}

static void test_links_are_not_followed(void **state)
{
	struct stat st;
	int fd = mountpoint_open(dir, "link");

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	close(fd);
	assert_int_equal(mountpoint_directory(dir, "link", 0755), -ENOTDIR);
	assert_int_equal(mountpoint_directory(dir, "link/tmp", 0755), -ELOOP);
	assert_int_equal(mountpoint_open(dir, "link/tmp"), -ELOOP);
	assert_int_equal(mountpoint_open(dir, "missing"), -ENOENT);
	assert_true(mountpoint_open(dir, "..") < 0);
}

static void test_file(void **state)
{
	(void)state;
	assert_int_equal(mountpoint_file(dir, "file"), 0);
	assert_int_equal(mountpoint_file(dir, "file"), -EEXIST);
	assert_int_equal(mountpoint_file(dir, "link"), -EEXIST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_directory),
		cmocka_unit_test(test_links_are_not_followed),
		cmocka_unit_test(test_file),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
