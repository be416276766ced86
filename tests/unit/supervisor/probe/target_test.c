/* tests/unit/supervisor/probe/target_test.c - checks the targets of probes, and the status
 * in a reply. tests/box/ready.bats runs the probes. */
#include "supervisor/base/unit.h"
#include "supervisor/env/environment.h"
#include "supervisor/path/cached.h"
#include "supervisor/probe/target.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "tests/unit/supervisor/host.h"

static const char text[] =
	"[service:a]\ncommand = true\nautostart = no\nenvironment = PORT=81 W=\"x y\"\n"
	"ready = http://[::1]:8080?q=1\n"
	"health = exec:/bin/check ${W} $W\n"
	"wait-for = tcp:db:${PORT} exec:/bin/ok tcp:1\n"
	"wait-for = unix:@name\n"
	"[service:b]\ncommand = true\nautostart = no\nready = tcp:[fe80::1]:5\n"
	"health = http://h.example\nwait-for = http://h:90/a/b?c=d:1/2\n"
	"[service:c]\ncommand = true\nautostart = no\n";
static char why[HELPER_TEXT];

static int begin(void **state)
{
	(void)state;
	host_begin(text);
	return 0;
}

static struct probe_target target(size_t service, enum conf_key key, uint32_t index)
{
	struct probe_target t;
	struct env env;

	memset(&t, 0, sizeof t);
	sup_context(host_sup)->scratch.used = 0;
	assert_int_equal(environment_fill(sup_context(host_sup)->units[service], &env,
					  &TEXT(why)),
			 0);
	assert_int_equal(probe_target_find(sup_context(host_sup)->units[service], &env,
					   (struct probe_entry){ key, index }, &t,
					   &TEXT(why)),
			 0);
	return t;
}

/* Finds a target without an environment. */
static int find_static(size_t service, enum conf_key key, uint32_t index)
{
	struct probe_target t;

	return probe_target_find(sup_context(host_sup)->units[service], NULL,
				 (struct probe_entry){ key, index }, &t, &TEXT(why));
}

static void targets(void **state)
{
	struct probe_target t = target(0, CONF_SERVICE_READY, 0);
	char request[512];

	(void)state;
	assert_int_equal(t.kind, READY_HTTP);
	assert_string_equal(t.host, "::1");
	assert_int_equal(t.port, 8080);
	size_t size = probe_http_request(&t, request, sizeof request);
	assert_int_equal(size, strlen(request));
	assert_non_null(strstr(request, "GET /?q=1 HTTP/1.1\r\nHost: [::1]:8080\r\n"));
	assert_int_equal(probe_http_request(&t, request, 50), 0);
	t = target(1, CONF_SERVICE_READY, 0);
	assert_int_equal(t.kind, READY_TCP);
	assert_string_equal(t.host, "fe80::1");
	assert_int_equal(t.port, 5);
	t = target(1, CONF_SERVICE_HEALTH, 0);
	assert_string_equal(t.host, "h.example");
	probe_http_request(&t, request, sizeof request);
	assert_non_null(strstr(request, "GET / HTTP/1.1\r\nHost: h.example\r\n"));
	t = target(1, CONF_SERVICE_WAIT_FOR, 0);
	assert_string_equal(t.host, "h");
	assert_int_equal(t.port, 90);
	assert_string_equal(t.path, "/a/b?c=d:1/2");
}

static void commands(void **state)
{
	struct probe_target t = target(0, CONF_SERVICE_HEALTH, 0);

	(void)state;
	assert_int_equal(t.kind, READY_EXEC);
	assert_string_equal(t.argv[0], "/bin/check");
	assert_string_equal(t.argv[1], "x y");
	assert_string_equal(t.argv[2], "x");
	assert_string_equal(t.argv[3], "y");
	assert_null(t.argv[4]);
}

static void lists(void **state)
{
	struct probe_target t = target(0, CONF_SERVICE_WAIT_FOR, 0);

	(void)state;
	assert_string_equal(t.word, "tcp:db:81");
	assert_int_equal(t.port, 81);
	t = target(0, CONF_SERVICE_WAIT_FOR, 1);
	assert_int_equal(t.kind, READY_EXEC);
	assert_string_equal(t.argv[0], "/bin/ok");
	assert_string_equal(t.argv[1], "tcp:1");
	assert_null(t.argv[2]);
	t = target(0, CONF_SERVICE_WAIT_FOR, 2);
	assert_int_equal(t.kind, READY_UNIX);
	assert_string_equal(t.rest, "@name");
	for (uint32_t index = 3; index < 6; index++)
		assert_int_equal(find_static(0, CONF_SERVICE_WAIT_FOR, index), 1);
	assert_int_equal(find_static(2, CONF_SERVICE_WAIT_FOR, 0), 1);
	assert_int_equal(find_static(2, CONF_SERVICE_HEALTH, 0), 1);
}

static void statuses(void **state)
{
	static const struct {
		const char *head;
		int status;
	} rows[] = { { "", 0 },
		     { "H", 0 },
		     { "HTTP/1.1 200", 0 },
		     { "HTTP/1.1 200 OK\r\n", 200 },
		     { "HTTP/1.0 404\r\n", 404 },
		     { "HTTP/1.0 301\n", 301 },
		     { "HTTP/1.1 999 ", 999 },
		     { "HTTP/2.0 200 OK", -1 },
		     { "HTTP/1.1  200 OK", -1 },
		     { "HTTP/1.1 2000 OK", -1 },
		     { "HTTP/1.x", -1 },
		     { "SSH-2.0-x", -1 },
		     { "\n", -1 },
		     { "HTTP/1.1 20\r\n", -1 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(probe_http_status(rows[i].head, strlen(rows[i].head)),
				 rows[i].status);
}

static void literals(void **state)
{
	struct dns_address got[RESOLVE_MAX];

	(void)state;
	assert_int_equal(probe_literal_addresses("127.0.0.1", got), 1);
	assert_int_equal(got[0].family, 4);
	assert_int_equal(probe_literal_addresses("::1", got), 1);
	assert_int_equal(got[0].family, 6);
	assert_int_equal(probe_literal_addresses("localhost", got), 2);
	assert_int_equal(probe_literal_addresses("127.1", got), 0);
	assert_int_equal(probe_literal_addresses("db", got), 0);
}

static void known_files(void **state)
{
	char path[] = "/tmp/ctinit-known-XXXXXX";
	int r;

	(void)state;
	close(mkstemp(path));
	assert_true(path_lookup_cached_no_links("/") >= 0);
	r = path_lookup_cached_no_links(path);
	assert_true(r >= 0 || r == -EAGAIN); /* EAGAIN on an old kernel */
	unlink(path);
	r = path_lookup_cached_no_links(path);
	assert_true(r == -ENOENT || r == -EAGAIN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(targets),  cmocka_unit_test(commands),
		cmocka_unit_test(lists),    cmocka_unit_test(statuses),
		cmocka_unit_test(literals), cmocka_unit_test(known_files),
	};

	return cmocka_run_group_tests(tests, begin, host_finish);
}
