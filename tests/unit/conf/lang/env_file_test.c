/* tests/unit/conf/lang/env_file_test.c - tests reading environment files, one text per
 * row. */
#include "conf/lang/env_file.h"

#include "conf/base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
/* cmocka.h needs these headers before it. */

struct row {
	const char *text;
	const char *words[4];
	const char *fault; /* the error that ends the reading; NULL if none */
	unsigned line;     /* the line of the error */
};

#define NO_VALUE                                                                           \
	"a name without a value: write NAME=VALUE; a variable that is inherited needs no " \
	"line"

/* clang-format off */
static const struct row rows[] = {
	{ "", { NULL }, NULL, 0 },
	{ "A=1", { "A=1" }, NULL, 0 },
	{ "# c\n;d\n\n  A = 1\n", { NULL }, "a blank before =: write NAME=VALUE", 4 },
	{ "A=1 # no comment\r\nB=\n", { "A=1 # no comment", "B=" }, NULL, 0 },
	{ "export A=1\n export  B=2 \n", { "A=1", "B=2" }, NULL, 0 },
	{ "discovery.type=single-node\na-b=c\n1=2", { "discovery.type=single-node", "a-b=c", "1=2" }, NULL, 0 },
	{ "FROM=Mastodon <a@b.example>\nKEY=abc==", { "FROM=Mastodon <a@b.example>", "KEY=abc==" }, NULL, 0 },
	{ "A='x y' # c\nB=\"p \\\" \\$ \\n\"", { "A=x y", "B=p \" $ \\n" }, NULL, 0 },
	{ "A=it's\nB=2\"", { "A=it's", "B=2\"" }, NULL, 0 },
	{ "K=\"-----BEGIN\r\nx\n-----END\"\nB='\n'\nC=3",
	  { "K=-----BEGIN\nx\n-----END", "B=\n", "C=3" }, NULL, 0 },
	{ "A=1\nB=\"x\ny\nC=2\n", { "A=1" }, "a quote that is not closed", 2 },
	{ "A=\"x\ny\" z\n", { NULL }, "text after the closing quote", 1 },
	{ "A='x\ny'\n=1\n", { "A=x\ny" }, "not a line NAME=VALUE", 3 },
	{ "A B=1\n", { NULL }, "not a line NAME=VALUE", 1 },
	{ "export\n", { NULL }, NO_VALUE, 1 },
	{ "A=1\nHOME\r\nB=2\n", { "A=1" }, NO_VALUE, 2 },
	{ "A: 1\n", { NULL }, "not a line NAME=VALUE", 1 },
	{ "\xef\xbb\xbf" "A=1\nexport\tB=2\n", { "A=1", "B=2" }, NULL, 0 },
	{ "\xef\xbb\xbf", { NULL }, NULL, 0 },
};
/* clang-format on */

static void each_text_gives_its_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char text[200];
		struct env_file lines;
		const char *fault;
		size_t name_len, count = 0;
		char *word;

		strcpy(text, rows[i].text);
		lines = env_file_begin(text);
		while ((word = env_file_next(&lines, &name_len, &fault)) != NULL) {
			assert_true(count < 3 && rows[i].words[count] != NULL);
			assert_string_equal(word, rows[i].words[count]);
			assert_int_equal(word[name_len], '=');
			assert_int_equal(strcspn(word, "="), name_len);
			count++;
		}
		assert_null(rows[i].words[count]);
		assert_true((fault == NULL) == (rows[i].fault == NULL));
		if (fault) {
			assert_string_equal(fault, rows[i].fault);
			assert_int_equal(lines.line, rows[i].line);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_text_gives_its_words) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
