/* tests/unit/init/libc/wctype_test.c - checks that expressions and patterns mean the same in
 * every build: regcomp(3), regexec(3) and fnmatch(3) as the program uses them. */
#include "conf/base/base.h"

#include <fnmatch.h>
#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

enum { REFUSED = -1, NO, YES };

static const struct {
	const char *pattern, *text;
	int expected;
} regexes[] = {
	{ "^ready [0-9]+$", "ready 17", YES },
	{ "^ready [0-9]+$", "already 17", NO },
	{ "a{2,3}", "a", NO },
	{ "a{2,3}", "aa", YES },
	{ "^(a|b)*c$", "abac", YES },
	{ "^[[:alpha:]]+$", "aZ", YES },
	{ "^[[:alpha:]]+$", "a1", NO },
	{ "[[:alpha:]]", "\xc3\xa9", NO }, /* no letter in the C locale */
	{ "^[[:punct:]]$", "_", YES },
	{ "^[[:space:]]$", "\t", YES },
	{ "^[[:xdigit:]]{2}$", "fF", YES },
	{ "^[[:upper:]][[:lower:]]$", "Ab", YES },
	{ "^[[:print:]]+$", "a b", YES },
	{ "[[:cntrl:]]", "\x1b", YES },
	{ "[[:nothing:]]", "a", REFUSED },
	{ "caf..$", "caf\xc3\xa9", YES }, /* one character is one byte */
	{ "caf.$", "caf\xc3\xa9", NO },
	{ "a.z", "a\xffz", YES },
	{ "^\\w+$", "foo_1", YES },
	{ "\\bfoo\\b", "a foo b", YES },
	{ "\\<foo\\>", "afoo", NO },
	{ "^\\W\\s\\S$", "- -", YES },
	{ "a\\.b", "axb", NO },
	{ "[]a]", "]", YES },
	{ "[^]a]", "]", NO },
	{ "^[\\n]$", "\\", YES }, /* a backslash is nothing special in brackets */
	{ "", "a", YES },
	{ "(", "a", REFUSED },
	{ "[a-", "a", REFUSED },
	{ "[z-a]", "a", REFUSED },
	{ "a{2,1}", "a", REFUSED },
	{ "\\", "a", REFUSED },
};

static void expressions(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(regexes); i++) {
		int result = REFUSED;
		regex_t regex;

		if (regcomp(&regex, regexes[i].pattern, REG_EXTENDED | REG_NOSUB) == 0) {
			result = regexec(&regex, regexes[i].text, 0, NULL, 0) == 0 ? YES
										   : NO;
			regfree(&regex);
		}
		if (result != regexes[i].expected)
			fail_msg("%s: %d", regexes[i].pattern, result);
	}
}

static const struct {
	const char *pattern, *text;
	bool matches;
} globs[] = {
	{ "*.ini", "b.ini", true },
	{ "*.ini", ".ini", false },
	{ ".*", ".hidden", true },
	{ "*", ".hidden", false },
	{ "[!a]*", "bc", true },
	{ "[!a]*", "ab", false },
	{ "[^a]*", "bc", true },
	{ "[[:digit:]]*", "1x", true },
	{ "[[:alpha:]]*", "\xff", false },
	{ "?", "a", true },
	{ "?", "ab", false },
	{ "a[", "a[", true },
	{ "\\*", "*", true },
	{ "\\*", "a", false },
	{ "[a-c]x", "bx", true },
	{ "?af??", "caf\xc3\xa9", true },
};

static void patterns(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(globs); i++)
		if ((fnmatch(globs[i].pattern, globs[i].text, FNM_PERIOD) == 0) !=
		    globs[i].matches)
			fail_msg("%s, %s", globs[i].pattern, globs[i].text);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(expressions),
					    cmocka_unit_test(patterns) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
