/* tests/unit/init/runtime/rootfs_path_test.c - checks that no path leaves the root. */
#include "init/runtime/rootfs_path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* cmocka.h needs these headers before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static char path[] = "/tmp/ctinit-rootfs.XXXXXX";
static int root;

static int make_root(void **state)
{
	(void)state;
	if (!mkdtemp(path))
		return -1;
	root = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return root < 0 || mkdirat(root, "etc", 0755) < 0 ||
			       symlinkat("/etc", root, "absolute") < 0 ||
			       symlinkat("../../../etc", root, "upwards") < 0 ||
			       symlinkat("nowhere", root, "dangling") < 0
		       ? -1
		       : 0;
}

static int remove_root(void **state)
{
	char command[80];

	(void)state;
	close(root);
	snprintf(command, sizeof command, "rm -rf %s", path);
	return system(command);
}

/* Returns true if `fd` is `name` in the root. */
static bool is_file(int fd, const char *name)
{
	struct stat found, st;

	return fstat(fd, &found) == 0 && fstatat(root, name, &st, 0) == 0 &&
	       found.st_dev == st.st_dev && found.st_ino == st.st_ino;
}

static void test_links_stay_inside(void **state)
{
	static const char *const links[] = { "/absolute", "/upwards" };
	bool by_link;
	int up;

	(void)state;
	for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
		int fd = rootfs_path_open(root, links[i], true, false, &by_link);

		assert_true(fd >= 0 && by_link);
		assert_true(is_file(fd, "etc"));
		close(fd);
	}
	assert_int_equal(rootfs_path_open(root, "/dangling", true, true, &by_link),
			 -EEXIST);
	up = rootfs_path_open(root, "/../../etc", true, false, &by_link);
	assert_true(up >= 0);
	assert_true(is_file(up, "etc"));
	close(up);
}

static void test_parts_are_made(void **state)
{
	bool by_link;
	int fd = rootfs_path_open(root, "/a/b/dir", true, true, &by_link);

	(void)state;
	assert_true(fd >= 0 && !by_link);
	assert_true(is_file(fd, "a/b/dir"));
	close(fd);
	fd = rootfs_path_open(root, "/absolute/file", false, true, &by_link);
	assert_true(fd >= 0 && by_link);
	assert_true(is_file(fd, "etc/file"));
	close(fd);
	assert_int_equal(rootfs_path_open(root, "/missing", true, false, &by_link),
			 -ENOENT);
}

static void test_kinds(void **state)
{
	bool by_link;

	(void)state;
	assert_int_equal(rootfs_path_open(root, "/etc", false, false, &by_link), -EISDIR);
	assert_int_equal(rootfs_path_open(root, "/etc/file", true, false, &by_link),
			 -ENOTDIR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_links_stay_inside),
		cmocka_unit_test(test_parts_are_made),
		cmocka_unit_test(test_kinds),
	};

	return cmocka_run_group_tests(tests, make_root, remove_root);
}
