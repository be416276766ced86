/* tests/unit/supervisor/logger/source/tail_test.c - follows a file that is created,
 * truncated and rotated. */
#include "supervisor/logger/source/source.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char dir[] = "/tmp/tail_test.XXXXXX", path[64], rotated[72];

static void append(const char *to, const char *text)
{
	int fd = open(to, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static void a_file_from_its_beginning_to_its_successor(void **state)
{
	struct log_memory *memory = calloc(1, log_memory_size(1));
	struct source *sources[1];
	struct logger lg = { .memory = memory, .sources = sources, .inotify_fd = -1 };
	struct stream s = { .name = path };
	struct source src = { .stream = &s,
			      .fd = -1,
			      .kind = SOURCE_TAIL,
			      .tail = { .path = path, .watches = { -1, -1, -1 } } };

	(void)state;
	assert_non_null(memory);
	memory->slot_count = 1;
	sources[0] = &src;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/log", dir);
	snprintf(rotated, sizeof rotated, "%s.1", path);

	assert_int_equal(tail_open(&lg, &src), TAIL_NONE);
	append(path, "abc");
	assert_int_equal(tail_open(&lg, &src), TAIL_OPEN);
	assert_int_equal(memory->source[0].tail_offset, 0); /* the file is new */
	memory->source[0].tail_offset = 3;
	assert_int_equal(tail_open(&lg, &src), TAIL_OPEN);
	assert_int_equal(truncate(path, 1), 0);
	assert_int_equal(tail_open(&lg, &src), TAIL_TRUNCATED);
	tail_rewind(&lg, &src);
	assert_int_equal(tail_open(&lg, &src), TAIL_OPEN);

	assert_int_equal(rename(path, rotated), 0);
	append(path, "new");
	/* One byte of the old file is left to read. */
	assert_false(tail_was_replaced(&lg, &src));
	memory->source[0].tail_offset = 1;
	assert_true(tail_was_replaced(&lg, &src));
	tail_close_file(&lg, &src);
	assert_int_equal(tail_open(&lg, &src), TAIL_OPEN);
	assert_int_equal(memory->source[0].tail_offset, 0);

	tail_close(&lg, &src);
	unlink(path);
	unlink(rotated);
	rmdir(dir);
	free(memory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_from_its_beginning_to_its_successor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
