/* tests/unit/conf/lang/probe_syntax_test.c - tests which words are valid probes for
 * wait-for. */
#include "conf/lang/probe_syntax.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void words_of_wait_for(void **state)
{
	enum conf_ready_kind kind;
	const char *rest;

	(void)state;
	assert_true(conf_wait_for("http://[::1]:80/x?y", &kind, &rest));
	assert_int_equal(kind, READY_HTTP);
	assert_string_equal(rest, "[::1]:80/x?y");
	assert_true(conf_wait_for("http://h", &kind, &rest));
	assert_false(conf_wait_for("http:///x", &kind, &rest));
	assert_false(conf_wait_for("http://h:0/x", &kind, &rest));
	assert_false(conf_wait_for("http://h:", &kind, &rest));
	assert_false(conf_wait_for("http://h /", &kind, &rest));
	assert_false(conf_wait_for("http://h/\x7f", &kind, &rest));
	/* Not ASCII: on arm64 char is unsigned. */
	assert_false(conf_wait_for("http://h/\xc3\xa9", &kind, &rest));
	assert_true(conf_wait_for("tcp:h:1", &kind, &rest) && kind == READY_TCP);
	assert_true(conf_wait_for("unix:@a", &kind, &rest) && kind == READY_UNIX);
	assert_true(conf_wait_for("file:/a", &kind, &rest) && kind == READY_FILE);
	assert_true(conf_wait_for("exec:a", &kind, &rest) && kind == READY_EXEC);
	assert_false(conf_wait_for("fd:3", &kind, &rest));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_of_wait_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
