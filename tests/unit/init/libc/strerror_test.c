/* tests/unit/init/libc/strerror_test.c - checks that an errno has the same text in every
 * build. */
#include "conf/base/base.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

/* musl has other texts for all of these. */
static const struct {
	int error;
	const char *text;
} rows[] = {
	{ 0, "Success" },
	{ EIO, "Input/output error" },
	{ ENOMEM, "Cannot allocate memory" },
	{ EBUSY, "Device or resource busy" },
	{ EXDEV, "Invalid cross-device link" },
	{ EMFILE, "Too many open files" },
	{ ENOTTY, "Inappropriate ioctl for device" },
	{ ERANGE, "Numerical result out of range" },
	{ ENAMETOOLONG, "File name too long" },
	{ ELOOP, "Too many levels of symbolic links" },
	{ EUSERS, "Too many users" },
	{ EMSGSIZE, "Message too long" },
	{ EOPNOTSUPP, "Operation not supported" },
	{ EADDRINUSE, "Address already in use" },
	{ EADDRNOTAVAIL, "Cannot assign requested address" },
	{ ENOTCONN, "Transport endpoint is not connected" },
	{ ETIMEDOUT, "Connection timed out" },
	{ EHOSTUNREACH, "No route to host" },
	{ EUCLEAN, "Structure needs cleaning" },
	{ EDQUOT, "Disk quota exceeded" },
	{ EHWPOISON, "Memory page has hardware error" },
	{ 41, "Unknown error 41" },
	{ 512, "Unknown error 512" },
	{ -1, "Unknown error -1" },
};

static void words(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_string_equal(strerror(rows[i].error), rows[i].text);
}

static void every_error_has_its_own(void **state)
{
	(void)state;
	for (int a = 0; a <= EHWPOISON; a++)
		for (int b = 0; b < a; b++) {
			char text[64];

			strncpy(text, strerror(b), sizeof text - 1);
			text[sizeof text - 1] = '\0';
			if (strcmp(strerror(a), text) == 0)
				fail_msg("%d and %d: %s", a, b, text);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(words),
					    cmocka_unit_test(every_error_has_its_own) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
