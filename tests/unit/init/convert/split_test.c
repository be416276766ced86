/* tests/unit/init/convert/split_test.c - splits commands as a shell, Python and execline do,
 * and writes them as svc.ini. */
#include "init/convert/split.h"

#include "conf/base/base.h"
#include "init/convert/marked.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* `want` is the value in svc.ini, after the assignments and " | " if there are any; NULL: a
 * shell is needed. */
static const struct {
	const char *text, *want;
} simple[] = {
	{ "nginx -g 'daemon off;'", "nginx -g 'daemon off;'" },
	{ "exec a b", "a b" },
	{ "a \"b c\"'d' e\\ f", "a 'b cd' 'e f'" },
	{ "a $X ${Y} \"$Z\" x$W", "a $X $Y \"${Z}\" x${W}" },
	{ "a ${X:-1} ${Y:-}", "a ${X:-1} ''${Y:-}" },
	{ "A=1 B='x y' run", "A=1 B='x y' | run" },
	{ "a | b", NULL },
	{ "a; b", NULL },
	{ "a && b", NULL },
	{ "a >f", NULL },
	{ "a $(b)", NULL },
	{ "a `b`", NULL },
	{ "a *.c", NULL },
	{ "a ~/x", NULL },
	{ "a # b", NULL },
	{ "a $1", NULL },
	{ "a ${X:+y}", NULL },
	{ "a 'b", NULL },
	{ "cd /x", NULL },
	{ "if x", NULL },
	{ "A=1", NULL },
	{ "", NULL },
};

static void test_simple(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(simple); i++) {
		struct strings words = { 0 }, assigned = { 0 };
		const char *got;

		if (!split_simple(simple[i].text, &words, &assigned)) {
			if (simple[i].want)
				fail_msg("%s: refused", simple[i].text);
			continue;
		}
		got = marked_words(words.list, words.count);
		if (assigned.count > 0)
			got = pool_format("%s | %s",
					  marked_words(assigned.list, assigned.count), got);
		assert_non_null(simple[i].want);
		assert_string_equal(got, simple[i].want);
	}
	pool_free_all();
}

static void test_shlex(void **state)
{
	struct strings words = { 0 };
	const char *why = NULL;

	(void)state;
	assert_true(split_shlex("a \"b \\\"c\\n\" 'd'\\''e' \n f\\ g ''", &words, &why));
	assert_string_equal(marked_words(words.list, words.count),
			    "a 'b \"c\\n' 'd'\\''e' 'f g' ''");
	assert_false(split_shlex("a 'b", &words, &why));
	assert_string_equal(why, "a quote is not closed");
	assert_false(split_shlex("a \\", &words, &why));
	pool_free_all();
}

static void test_execline(void **state)
{
	struct strings words = { 0 };

	(void)state;
	assert_true(split_execline("# no\n/bin/a \"b c\"\n  d", &words));
	assert_string_equal(marked_words(words.list, words.count), "/bin/a 'b c' d");
	assert_false(split_execline("if { a } b", &words));
	assert_false(split_execline("a $b", &words));
	pool_free_all();
}

/* Whatever the word is, it stays one word on one line. */
static void test_marked(void **state)
{
	static const struct {
		const char *word, *want;
	} rows[] = {
		{ "plain-1.0", "plain-1.0" },
		{ "", "''" },
		{ "a\nmain = yes", "$'a\\nmain = yes'" },
		{ "$X ${Y}", "'$X ${Y}'" },
		{ "A=b c", "A='b c'" },
		{ "\1X\2", "\"${X}\"" },
		{ "\3X\2", "$X" },
		{ "\1X:-d e\2", "${X:-'d e'}" },
		{ "\1X:-\2", "''${X:-}" },
		{ "a b\1X\2;c", "'a b'${X}';c'" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_string_equal(marked_word(rows[i].word), rows[i].want);
	assert_string_equal(marked_value("\3X\2"), "${X}");
	assert_string_equal(marked_shown("a\1X\2b"), "a${X}b");
	pool_free_all();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_simple),
		cmocka_unit_test(test_shlex),
		cmocka_unit_test(test_execline),
		cmocka_unit_test(test_marked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
