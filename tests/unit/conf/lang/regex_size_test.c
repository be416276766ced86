/* tests/unit/conf/lang/regex_size_test.c - tests which regular expressions are small enough
 * to compile. */
#include "conf/base/base.h"
#include "conf/lang/regex_size.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void sizes_of_expressions(void **state)
{
	static const struct {
		const char *regex;
		bool fits;
	} all[] = {
		{ "listening on port [0-9]+", true },
		{ "([0-9]{1,3}[.]){3}[0-9]{1,3} ([[:alpha:]]{3}|[]x{9}]{4})*", true },
		{ "a{20000}", true },
		{ "a{20001}", false },
		{ "a{,20001}", false },
		{ "a{2,20001}", false },
		{ "a{99999999999999999999}", false },
		{ "(abcd){5000}", true },
		{ "(abcd){5000}e", false },
		{ "((((a{200}){200}){200}){200})", false },
		{ "((a{,200}){,200})", false },
		{ "a\\{200\\}{100}", true },
		{ "[{200}]{200}[^]a{200}]{200}", true },
		{ "a{1,2", true },
		{ "a{}", true },
		{ "[", true },
		{ "\\", true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		if (regex_fits(all[i].regex) != all[i].fits)
			fail_msg("%s", all[i].regex);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_of_expressions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
