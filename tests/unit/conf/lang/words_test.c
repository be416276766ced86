/* tests/unit/conf/lang/words_test.c - tests quoting and ${} with a table. */
#include "conf/base/base.h"
#include "conf/lang/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char *find(void *context, const char *name, size_t len)
{
	static const char *const env[] = { "A=one",   "E=",    "S=x 'y z' $A",
					   "Q='open", "B=a b", "LONG_1=l",
					   NULL };

	(void)context;
	for (size_t i = 0; env[i]; i++) {
		if (strncmp(env[i], name, len) == 0 && env[i][len] == '=')
			return env[i] + len + 1;
	}
	return NULL;
}

/* `want` has each word in <>, or "!" and a part of the error. */
static const struct {
	const char *text, *want;
} table[] = {
	{ "", "" },
	{ " a  b\tc ", "<a><b><c>" },
	{ "'a b' \"c d\"e", "<a b><c de>" },
	{ "a\\ b \\'c", "<a b><'c>" },
	{ "''", "<>" },
	{ "\"a\\\"b\\$c\\n\"", "<a\"b$c\\n>" },
	{ "$'a\\n\\x41\\''", "<a\nA'>" },
	{ "$'\\x00'", "!two hexadecimal digits" },
	{ "${A}x", "<onex>" },
	{ "a ${E} b", "<a><b>" },
	{ "a \"${E}\" b", "<a><><b>" },
	{ "${E:-d e}", "<d e>" },
	{ "${A:-no}${A:+yes}", "<oneyes>" },
	{ "${N:+yes}", "" },
	{ "${N:-${M:-${A}}}", "<one>" },
	{ "\"${N:-it's \\}}\"", "<it's }>" },
	{ "${N:-'}'}", "<}>" },
	{ "${A:?never}", "<one>" },
	{ "${N:?say ${A}}", "!N is not set: say one" },
	{ "${B}", "<a b>" },
	{ "$B", "<a><b>" },
	{ "$S", "<x><y z><$A>" },
	{ "$Q", "!the value of $Q: a ' is not closed" },
	{ "$E $N x", "<x>" },
	{ "x$A", "!did you mean ${A}" },
	{ "\"$A\"", "!did you mean ${A}" },
	{ "$A/x", "!did you mean ${A}" },
	{ "'$A'", "<$A>" },
	{ "$$A $$", "<$A><$>" },
	{ "$1", "!a single $" },
	{ "$(id)", "!a single $" },
	{ "${", "!needs a variable's name" },
	{ "x ${A", "!a ${ is not closed: ${A" },
	{ "a${A:-b c", "!a ${ is not closed: ${A:-b c" },
	{ "\"${N:-${A:+b", "!a ${ is not closed: ${A:+b" },
	{ "${A-b}", "!expected ${A}" },
	{ "${A:=b}", "!expected ${A}" },
	{ "x 'a b", "!a ' is not closed (quotes do not span lines): 'a b" },
	{ "x\"a b", "!a \" is not closed (quotes do not span lines): \"a b" },
	{ "x$'a b", "!a $' is not closed (quotes do not span lines): $'a b" },
	{ "a\\", "!ends with a backslash" },
	{ "${A:-${A:-${A:-${A:-${A:-${A:-${A:-${A:-x}}}}}}}}", "<one>" },
	{ "${A:-${A:-${A:-${A:-${A:-${A:-${A:-${A:-${A}}}}}}}}}", "!more than 8" },
};

static int split(const char *text, char *got, size_t size, size_t room, bool *ret_dynamic)
{
	char at[4096], why[300];
	struct conf_lookup lookup = { find, NULL };
	struct conf_scratch scratch = { at, room, 0 };
	struct words words = { .lookup = &lookup, .scratch = &scratch, .err = &TEXT(why) };
	size_t len = 0;
	int error = words_split(&words, text, strlen(text));

	got[0] = '\0';
	*ret_dynamic = words.is_dynamic;
	for (size_t i = 0; error == 0 && i < words.count; i++)
		len += (size_t)snprintf(got + len, size - len, "<%s>", words.list[i]);
	if (error != 0)
		snprintf(got, size, "!%s", why);
	else
		assert_null(words.list[words.count]);
	return error;
}

static void words_of_the_table(void **state)
{
	char got[512];
	bool dynamic;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		split(table[i].text, got, sizeof got, 4096, &dynamic);
		if (table[i].want[0] == '!' ? !strstr(got, table[i].want + 1)
					    : strcmp(got, table[i].want) != 0)
			fail_msg("%s: got %s, want %s", table[i].text, got, table[i].want);
	}
}

/* With enough memory all words fit. With less memory the value is refused, never cut
 * off. */
static void any_room_is_enough_or_refused(void **state)
{
	char got[512];
	bool dynamic, was_enough = false;

	(void)state;
	for (size_t room = 0; room < 200; room++) {
		int error = split("a ${B} 'c d' $S", got, sizeof got, room, &dynamic);

		if (error == 0)
			assert_string_equal(got, "<a><a b><c d><x><y z><$A>");
		else
			assert_int_equal(error, -28); /* ENOSPC */
		assert_true(error == 0 || !was_enough);
		assert_true(error != 0 || room > 0);
		was_enough = error == 0;
	}
	assert_true(was_enough);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_of_the_table),
		cmocka_unit_test(any_room_is_enough_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
