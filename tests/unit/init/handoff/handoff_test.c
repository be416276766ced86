/* tests/unit/init/handoff/handoff_test.c - checks valid and refused handoffs. */
#include "init/handoff/handoff.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* cmocka.h needs these headers before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_round_trip(void **state)
{
	static const char text[] = "[service:a]\ncommand = /bin/true\n";
	struct handoff sent = { .own_root = true, .keep_caps = 5, .monitor_fd = 7 }, got;
	char line[80] = "";
	FILE *file = NULL;
	int fd = handoff_make(&sent, text, strlen(text));

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(handoff_take(fd, &got, &file), 0);
	assert_true(got.own_root);
	assert_int_equal(got.keep_caps, 5);
	assert_int_equal(got.monitor_fd, 7);
	assert_int_equal(got.size, sizeof got);
	assert_non_null(fgets(line, sizeof line, file));
	assert_string_equal(line, "[service:a]\n");
	assert_non_null(fgets(line, sizeof line, file));
	assert_string_equal(line, "command = /bin/true\n");
	assert_null(fgets(line, sizeof line, file));
	fclose(file);
}

/* Refuses a file that is not sealed, because it could change while it is read. */
static void test_refused(void **state)
{
	static const char zeros[sizeof(struct handoff) + 64];
	int unsealed = memfd_create("unsealed", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	int wrong = memfd_create("wrong", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	struct handoff got;
	FILE *file;

	(void)state;
	assert_int_equal(write(unsealed, zeros, sizeof zeros), sizeof zeros);
	assert_int_equal(handoff_take(unsealed, &got, &file), -EBADMSG);
	assert_int_equal(write(wrong, zeros, sizeof zeros), sizeof zeros);
	assert_int_equal(fcntl(wrong, F_ADD_SEALS,
			       F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE),
			 0);
	assert_int_equal(handoff_take(wrong, &got, &file), -EBADMSG);
	assert_int_equal(handoff_take(-1, &got, &file), -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
