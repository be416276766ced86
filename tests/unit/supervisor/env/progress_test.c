/* tests/unit/supervisor/env/progress_test.c - checks the note about the file that a helper
 * is reading. */
#include "supervisor/env/progress.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

/* This test must run before the other one, because a process that has called
 * progress_begin() stays a reader. */
static void pid1_is_no_reader(void **state)
{
	char text[PROGRESS_SIZE];

	(void)state;
	assert_false(progress_is_reader());
	/* No effect in a process that is not a helper. */
	progress_note("env-file", "/etc/app");
	progress_read(-1, text);
	assert_string_equal(text, "");
}

static void the_last_note_is_read(void **state)
{
	FILE *file = tmpfile();
	char text[PROGRESS_SIZE], path[300];

	(void)state;
	assert_non_null(file);
	progress_begin(fileno(file));
	assert_true(progress_is_reader());
	progress_read(fileno(file), text);
	assert_string_equal(text, "");
	progress_note("env-file", "-/etc/app\n");
	progress_read(fileno(file), text);
	assert_string_equal(text, "env-file /etc/app?");
	progress_note("the files of env-secrets", "");
	progress_read(fileno(file), text);
	assert_string_equal(text, "the files of env-secrets");
	memset(path, 'x', sizeof path - 1);
	path[sizeof path - 1] = '\0';
	progress_note("env-dir", path);
	progress_read(fileno(file), text);
	assert_int_equal(strlen(text), strlen("env-dir ") + 100);
	fclose(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pid1_is_no_reader),
		cmocka_unit_test(the_last_note_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
