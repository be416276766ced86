/* tests/unit/supervisor/logger/sink/log_file_test.c - checks how many lines go into a
 * log file before it is rotated, and rotates files, also where that fails. */
#include "supervisor/logger/sink/log_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/unit/skip.h"

static void rotation(void **state)
{
	(void)state;
	assert_int_equal(log_file_part(0, 0, "a\nb\n", 4), 4);
	assert_int_equal(log_file_part(0, 10, "a\nb\n", 4), 4);
	assert_int_equal(log_file_part(7, 10, "a\nb\n", 4), 2);
	assert_int_equal(log_file_part(9, 10, "a\nb\n", 4), 0);
	assert_int_equal(log_file_part(10, 10, "a\nb\n", 4), 0);
	assert_int_equal(log_file_part(99, 10, "a\nb\n", 4), 0);
	/* The first line exceeds the limit of the file. */
	assert_int_equal(log_file_part(0, 3, "long\nb\n", 7), 5);
	assert_int_equal(log_file_part(1, 3, "long\nb\n", 7), 0);
}

static char dir[40], path[64];

static int set_up(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/log_file_test.XXXXXX");
	if (mkdtemp(dir) == NULL)
		return -1;
	snprintf(path, sizeof path, "%s/log", dir);
	return 0;
}

static const char *numbered(unsigned number)
{
	static char name[80];

	snprintf(name, sizeof name, number > 0 ? "%s.%u" : "%s", path, number);
	return name;
}

static int tear_down(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 5; i++)
		remove(numbered(i));
	return rmdir(dir);
}

static struct log_file open_log(unsigned keep)
{
	struct log_file file = { .path = path, .fd = -1, .mode = 0600, .keep = keep };

	assert_int_equal(log_file_open(&file, 0), 0);
	return file;
}

static void put(unsigned number, const char *text)
{
	FILE *f = fopen(numbered(number), "we");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

/* Fails unless the files log, log.1, log.2 ... have these letters, "-" for no file. */
static void assert_files(const char *letters)
{
	for (unsigned i = 0; letters[i] != '\0'; i++) {
		int fd = open(numbered(i), O_RDONLY | O_CLOEXEC);
		char c = fd < 0 ? '-' : '0';

		if (fd >= 0 && read(fd, &c, 1) < 0)
			c = 'd';
		close(fd);
		if (c != letters[i])
			fail_msg("file %u: %c instead of %s", i, c, letters);
	}
}

static void rotated_files_move_up_to_the_first_free_number(void **state)
{
	struct log_file file;

	(void)state;
	put(0, "a");
	file = open_log(3);
	assert_int_equal(log_file_rotate(&file, 0), 0);
	assert_files("0a--");
	put(0, "b");
	assert_int_equal(log_file_rotate(&file, 0), 0);
	put(0, "c");
	assert_int_equal(log_file_rotate(&file, 0), 0);
	assert_files("0cba-");
	put(0, "d");
	assert_int_equal(log_file_rotate(&file, 0), 0);
	assert_files("0dcb-");
	unlink(numbered(2));
	put(0, "e");
	assert_int_equal(log_file_rotate(&file, 0), 0);
	assert_files("0edb-");
	log_file_close(&file);
}

/* The newer files stay where they are, and the next attempt is a second later. */
static void a_name_that_cannot_be_replaced_ends_the_rotation(void **state)
{
	struct log_file file;

	(void)state;
	put(0, "b");
	put(1, "a");
	assert_int_equal(mkdir(numbered(2), 0700), 0);
	file = open_log(2);
	assert_int_equal(log_file_rotate(&file, 5000), -EISDIR);
	assert_true(file.fd >= 0);
	assert_files("bad-");
	assert_int_equal(rmdir(numbered(2)), 0);
	assert_int_equal(log_file_rotate(&file, 5999), -EISDIR);
	assert_files("ba--");
	assert_int_equal(log_file_rotate(&file, 6000), 0);
	assert_files("0ba-");
	log_file_close(&file);
}

/* Returns 0, the line number of a failed check, or 1 if this user cannot run the test. */
static int rotate_without_inodes(void)
{
	struct log_file file = { .path = path, .fd = -1, .mode = 0600, .keep = 1 };

	/* inodes for the directory, the log and one more file */
	if (unshare(CLONE_NEWNS) < 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("none", dir, "tmpfs", 0, "nr_inodes=3") < 0)
		return 1;
	put(3, "x");
	if (log_file_open(&file, 0) < 0)
		return __LINE__;
	if (log_file_rotate(&file, 5000) != -ENOSPC || file.fd >= 0)
		return __LINE__;
	unlink(numbered(3));
	if (log_file_open(&file, 5999) != -ENOSPC || file.fd >= 0)
		return __LINE__;
	return log_file_open(&file, 6000) == 0 ? 0 : __LINE__;
}

static void a_new_file_that_fails_is_tried_again_after_a_second(void **state)
{
	int status;
	pid_t pid = fork();

	(void)state;
	if (pid == 0)
		_exit(rotate_without_inodes());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == 1)
		skip_because("this user may not mount");
	assert_int_equal(WEXITSTATUS(status), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rotation),
		TEST(rotated_files_move_up_to_the_first_free_number),
		TEST(a_name_that_cannot_be_replaced_ends_the_rotation),
		TEST(a_new_file_that_fails_is_tried_again_after_a_second),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
