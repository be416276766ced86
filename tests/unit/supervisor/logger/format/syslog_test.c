/* tests/unit/supervisor/logger/format/syslog_test.c - formats valid and invalid datagrams
 * of syslog(3). */
#include "supervisor/logger/format/syslog.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void syslog_shapes(void **state)
{
	static const struct {
		const char *datagram, *want;
	} rows[] = {
		{ "<27>Nov 25 10:00:00 cron[12]: hello\n", "daemon.err cron[12]: hello\n" },
		{ "<27>Nov  5 10:00:00 cron: hello", "daemon.err cron: hello\n" },
		{ "<191>tag:x", "local7.debug tag: x\n" },
		{ "<192>tag: x", "user.notice <192>tag: x\n" },
		{ "<>x", "user.notice <>x\n" },
		{ "<1", "user.notice <1\n" },
		{ "", "user.notice \n" },
		{ "<13>just text", "user.notice just text\n" },
		{ "<13>app[1: x", "user.notice app[1: x\n" },
		{ "<165>1 2003-10-11T22:14:15Z host app 12 ID [a b=\"c\\]\"][d] text",
		  "local4.notice app[12]: text\n" },
		{ "<165>1 - - - - - - text", "local4.notice text\n" },
		{ "<165>1 - - - - - [", "local4.notice \n" },
		{ "<165>1 ", "local4.notice \n" },
		{ "<13>t: \xef\xbb\xbf\x1b\n\xff",
		  "user.notice t: \xef\xbb\xbf\\x1b\\x0a\\xff\n" },
		{ "1 x", "user.notice 1 x\n" },
	};
	size_t len;
	static char out[SYSLOG_LINE_MAX + 1], big[2 * SYSLOG_BYTES_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		out[syslog_line(rows[i].datagram, strlen(rows[i].datagram), out)] = '\0';
		assert_string_equal(out, rows[i].want);
	}
	memset(big, 1, sizeof big);
	len = syslog_line(big, sizeof big, out);
	/* The escape of a byte takes four bytes. */
	assert_in_range(len, SYSLOG_BYTES_MAX, SYSLOG_LINE_MAX);
	assert_ptr_equal(memchr(out, '\n', len), out + len - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(syslog_shapes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
