/* tests/unit/init/sys/failed_step_test.c - checks the optional parts of the message. */
#include "init/sys/failed_step.h"

#include <errno.h>

/* cmocka.h needs these headers before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_parts(void **state)
{
	static const struct {
		struct failed_step failed;
		const char *text;
	} rows[] = {
		{ { "open", "/a", ENOENT, "create it" },
		  "cannot open /a: No such file or directory; create it" },
		{ { "open", "/a", -ENOENT, NULL },
		  "cannot open /a: No such file or directory" },
		{ { "open", "/a", 0, "create it" }, "cannot open /a; create it" },
		{ { "open", NULL, 0, NULL }, "cannot open" },
		{ { "make /dev/", "null", EPERM, NULL },
		  "cannot make /dev/null: Operation not permitted" },
	};
	char text[200];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		failed_step_format(&rows[i].failed, &TEXT(text));
		assert_string_equal(text, rows[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_parts) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
