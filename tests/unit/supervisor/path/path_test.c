/* tests/unit/supervisor/path/path_test.c - checks which symbolic links root follows, with a
 * row for every key that takes a path. */
#include "supervisor/path/path.h"

#include "conf/lang/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/unit/skip.h"

static bool has_use(const char *name)
{
	for (int i = 0; i < PATH_USES; i++)
		if (strcmp(path_key((enum path_use)i), name) == 0)
			return true;
	return false;
}

/* A key takes paths if its example contains one. */
static void every_key_with_a_path_has_a_use(void **state)
{
	int seen = 0;

	(void)state;
	for (int i = 0; i < CONF_KEY_COUNT; i++) {
		const struct conf_key_info *key = conf_key_info((enum conf_key)i);

		if (key->section != CONF_SERVICE || key->since > 0 ||
		    strchr(key->example, '/') == NULL)
			continue;
		seen++;
		if (!has_use(key->name))
			fail_msg("%s is not in supervisor/path/uses.def", key->name);
	}
	assert_true(seen >= 12);
	for (int i = 0; i < PATH_USES; i++)
		if (conf_key_find(CONF_SERVICE, path_key((enum path_use)i)) ==
			    CONF_KEY_COUNT &&
		    conf_key_find(CONF_INIT, path_key((enum path_use)i)) == CONF_KEY_COUNT)
			fail_msg("%s is no key", path_key((enum path_use)i));
}

static char top[] = "/tmp/ctinit-path-XXXXXX";

static int enter_top(void **state)
{
	(void)state;
	return mkdtemp(top) == NULL || chmod(top, 0755) < 0 ? -1 : chdir(top);
}

static int leave_top(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof command, "rm -rf %s", top);
	return chdir("/") < 0 ? -1 : system(command);
}

static void make(const char *path)
{
	int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);

	assert_true(fd >= 0);
	close(fd);
}

static int try_open(enum path_use use, const char *path)
{
	char whole[PATH_MAX];
	int fd;

	snprintf(whole, sizeof whole, "%s/%s", top, path);
	fd = path_open(use, AT_FDCWD, whole, O_RDONLY, 0);
	if (fd >= 0)
		close(fd);
	return fd < 0 ? fd : 0;
}

static void kinds(void **state)
{
	(void)state;
	make("file");
	assert_int_equal(mkdir("dir", 0755), 0);
	assert_int_equal(mkfifo("fifo", 0600), 0);
	assert_int_equal(symlink("file", "link"), 0);
	assert_int_equal(symlink("loop", "loop"), 0);
	assert_int_equal(symlink("../dir/./", "dir/again"), 0);
	make("dir/in");
	assert_int_equal(try_open(PATH_ENV_FILE, "file"), 0);
	assert_int_equal(try_open(PATH_ENV_FILE, "link"), 0);
	assert_int_equal(try_open(PATH_ENV_FILE, "dir/again/again//in"), 0);
	assert_int_equal(try_open(PATH_ENV_FILE, "dir/../dir/in"), 0);
	assert_int_equal(try_open(PATH_ENV_FILE, "none"), -ENOENT);
	assert_int_equal(try_open(PATH_ENV_FILE, "file/in"), -ENOTDIR);
	assert_int_equal(try_open(PATH_ENV_FILE, "loop"), -ELOOP);
	assert_int_equal(try_open(PATH_ENV_FILE, "fifo"), -EINVAL);
	assert_int_equal(try_open(PATH_ENV_FILE, "dir"), -EINVAL);
	assert_int_equal(try_open(PATH_ENV_DIR, "dir"), 0);
	assert_int_equal(try_open(PATH_ENV_DIR, "file"), -ENOTDIR);
	assert_int_equal(try_open(PATH_LOG_FOLLOW, "file"), 0);
	assert_int_equal(try_open(PATH_LOG_FOLLOW, "link"), -ELOOP);
	assert_int_equal(try_open(PATH_STDIN, "fifo"), 0);
	assert_int_equal(path_open(PATH_ENV_FILE, AT_FDCWD, "/dev/zero", O_RDONLY, 0),
			 -EINVAL);
	assert_int_equal(path_open(PATH_ENV_FILE, AT_FDCWD, "", O_RDONLY, 0), -ENOENT);
}

static void the_kernels_own_links(void **state)
{
	char path[64];
	int fd, file = open("file", O_RDONLY | O_CLOEXEC);

	(void)state;
	snprintf(path, sizeof path, "/proc/self/fd/%d", file);
	fd = path_open(PATH_ENV_FILE, AT_FDCWD, path, O_RDONLY, 0);
	assert_true(fd >= 0);
	close(fd);
	assert_true(path_open(PATH_READY, AT_FDCWD, "/proc/self/cwd/dir/in", O_PATH, 0) >=
		    0);
	close(file);
}

static void the_directory_of_a_path(void **state)
{
	char name[PATH_COMPONENT], whole[PATH_MAX];
	struct stat a, b;
	int dir;

	(void)state;
	snprintf(whole, sizeof whole, "%s/dir/again/log", top);
	dir = path_parent(PATH_LOG_FILE, AT_FDCWD, whole, name);
	assert_true(dir >= 0);
	assert_string_equal(name, "log");
	assert_int_equal(fstat(dir, &a) | stat("dir", &b), 0);
	assert_int_equal(a.st_ino, b.st_ino);
	close(dir);
	/* if the last component is a link: the directory of its target */
	snprintf(whole, sizeof whole, "%s/to-log", top);
	assert_int_equal(symlink("dir/log", "to-log"), 0);
	dir = path_parent(PATH_LOG_FILE, AT_FDCWD, whole, name);
	assert_string_equal(name, "log");
	assert_int_equal(fstat(dir, &a), 0);
	assert_int_equal(a.st_ino, b.st_ino);
	close(dir);
}

/* The owner and mode of a directory, the owner of a link in it, and whether root follows
 * the link. */
static const struct {
	uid_t above;
	mode_t mode;
	uid_t link;
	int want;
} links[] = {
	{ 0, 0755, 0, 0 },      { 0, 0755, 1, -ELOOP },  { 1, 0755, 0, -ELOOP },
	{ 1, 0755, 1, -ELOOP }, { 0, 0775, 0, -ELOOP },  { 0, 0757, 0, -ELOOP },
	{ 0, 01777, 0, 0 },     { 0, 01777, 1, -ELOOP }, { 1, 01777, 0, -ELOOP },
};

static void whose_links(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip_because("only root can make links of other users");
	assert_int_equal(mkdir("d", 0755), 0);
	for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
		assert_int_equal(symlink("../file", "d/l") |
					 lchown("d/l", links[i].link, 0) |
					 chown("d", links[i].above, 0) |
					 chmod("d", links[i].mode),
				 0);
		if (try_open(PATH_ENV_FILE, "d/l") != links[i].want)
			fail_msg("row %zu", i);
		assert_int_equal(unlink("d/l"), 0);
	}
	/* root enters a directory of another user unless it is a link */
	assert_int_equal(chown("d", 1, 1), 0);
	make("d/f");
	assert_int_equal(try_open(PATH_ENV_FILE, "d/f"), 0);
	assert_int_equal(mkfifo("d/fifo", 0600), 0);
	assert_int_equal(try_open(PATH_LOG_FILE, "d/fifo"), -EINVAL);
	assert_int_equal(try_open(PATH_STDOUT, "d/fifo"), 0);
	/* of the devices only the null device */
	if (mknod("d/null", S_IFCHR | 0666, makedev(1, 3)) < 0 ||
	    mknod("d/zero", S_IFCHR | 0666, makedev(1, 5)) < 0)
		skip_because("no devices may be made");
	assert_int_equal(try_open(PATH_STDOUT, "d/null"), 0);
	assert_int_equal(try_open(PATH_LOG_FILE, "d/null"), 0);
	assert_int_equal(try_open(PATH_STDOUT, "d/zero"), -EINVAL);
	assert_int_equal(try_open(PATH_ENV_FILE, "d/null"), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_key_with_a_path_has_a_use),
		cmocka_unit_test(kinds),
		cmocka_unit_test(the_kernels_own_links),
		cmocka_unit_test(the_directory_of_a_path),
		cmocka_unit_test(whose_links),
	};

	return cmocka_run_group_tests(tests, enter_top, leave_top);
}
