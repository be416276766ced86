/* tests/unit/supervisor/proc/cgroup_test.c - parses lines of /proc/PID/cgroup. */
#include "supervisor/proc/cgroup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

static const char *v2_line(const char *text)
{
	static char copy[128];

	strcpy(copy, text);
	return cgroup_v2_line(copy);
}

static void line_of_v2(void **state)
{
	(void)state;
	assert_string_equal(v2_line("0::/a/b\n"), "0::/a/b");
	assert_string_equal(v2_line("12:pids:/x\n1:name=systemd:/y\n0::/\n"), "0::/");
	assert_string_equal(v2_line("0::/a\n1:cpu:/b\n"), "0::/a");
	assert_null(v2_line("10::/a\n4:cpu:/b\n"));
	assert_null(v2_line(""));
}

static void service_of_a_line(void **state)
{
	char name[8];

	(void)state;
	assert_true(cgroup_service("0::/a/ctinit.web/b", name, sizeof name));
	assert_string_equal(name, "web");
	assert_true(cgroup_service("0::/ctinit.web", name, sizeof name));
	assert_string_equal(name, "web");
	assert_false(cgroup_service("0::/a/b", name, sizeof name));
	assert_false(cgroup_service("0::/ctinit.", name, sizeof name));
	assert_false(cgroup_service("0::/xctinit.web", name, sizeof name));
	assert_true(cgroup_service("0::/ctinit.1234567", name, sizeof name));
	assert_false(cgroup_service("0::/ctinit.12345678", name, sizeof name));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(line_of_v2),
					    cmocka_unit_test(service_of_a_line) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
