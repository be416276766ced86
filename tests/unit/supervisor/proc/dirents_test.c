/* tests/unit/supervisor/proc/dirents_test.c - checks that each name is listed once, even in
 * a large directory. */
#include "supervisor/proc/dirents.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#define FILES 300 /* more files than one getdents64(2) call returns */

static void every_name_once(void **state)
{
	char dir[] = "/tmp/ctinit-dirents-XXXXXX", name[32];
	bool seen[FILES] = { false };
	struct dirents list;
	const char *next;
	int fd, count = 0;

	(void)state;
	assert_non_null(mkdtemp(dir));
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (int i = 0; i < FILES; i++) {
		snprintf(name, sizeof name, "%020d", i);
		assert_int_equal(mknodat(fd, name, S_IFREG | 0600, 0), 0);
	}
	dirents_init(&list, fd);
	while (dirents_next(&list, &next) > 0) {
		int i = atoi(next);

		assert_true(i >= 0 && i < FILES && !seen[i]);
		seen[i] = true;
		count++;
	}
	assert_int_equal(count, FILES);
	assert_int_equal(dirents_next(&list, &next), 0);
	for (int i = 0; i < FILES; i++) {
		snprintf(name, sizeof name, "%020d", i);
		unlinkat(fd, name, 0);
	}
	close(fd);
	assert_int_equal(rmdir(dir), 0);
}

static void not_a_directory(void **state)
{
	struct dirents list;
	const char *next;
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	(void)state;
	dirents_init(&list, fd);
	assert_true(dirents_next(&list, &next) < 0);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(every_name_once),
					    cmocka_unit_test(not_a_directory) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
