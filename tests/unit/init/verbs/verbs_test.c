/* tests/unit/init/verbs/verbs_test.c - checks the table of verbs, and suggestions for
 * typos. */
#include "init/verbs/verbs.h"

#include "init/verbs/usage.h"

#include <stdlib.h>
#include <string.h>

/* cmocka.h needs these headers before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* clang-format off */
static const char *const names[] = {
	"run",
	"check",
	"status",
	"logs",
	"events",
	"start",
	"stop",
	"restart",
	"reload",
	"signal",
	"scale",
	"enable",
	"disable",
	"wait",
	"health",
	"shutdown",
	"exec",
	"wait-for",
	"top",
	"graph",
	"blame",
	"plot",
	"keys",
	"version",
	"help",
	"web",
	"convert",
	"kube",
	"compose",
	"quadlet",
	"init",
	"log",
};
/* clang-format on */

/* Each verb can be run and is described; each option can be set. */
static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const struct verb *verb = verb_find(names[i]);

		assert_non_null(verb);
		assert_string_equal(verb->name, names[i]);
		assert_true(verb->run && verb->usage && verb->summary);
		for (const struct verb_option *o = verb_first_option(verb); o;
		     o = verb_next_option(o)) {
			assert_true(o->name[0] == '-' && o->name[1] == '-');
			assert_non_null(o->doc);
		}
	}
	assert_true(verb_find("init")->hidden && verb_find("log")->hidden);
	assert_null(verb_find("runs"));
	assert_null(verb_find(""));
}

static bool is_named(const char *verb)
{
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(names[i], verb) == 0)
			return true;
	return false;
}

/* The help has each verb of `names` that is not hidden, and no other. */
static void test_help(void **state)
{
	char *text = NULL, word[16];
	size_t size;
	unsigned count = 0;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	verbs_print_help(out);
	fclose(out);
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		if (strncmp(line, "  ctinit ", 9) != 0 || line[9] == '-' ||
		    sscanf(line + 9, "%15[a-z-]", word) != 1)
			continue;
		assert_true(is_named(word) && !verb_find(word)->hidden);
		count++;
	}
	assert_int_equal(count, sizeof names / sizeof names[0] - 2);
	free(text);
}

static void test_nearest(void **state)
{
	static const struct {
		const char *word, *verb; /* `verb` is NULL if no verb is similar */
	} rows[] = {
		{ "rnu", "run" },      { "runn", "run" },   { "chek", "check" },
		{ "kess", "keys" },    { "hepl", "help" },  { "server", NULL },
		{ "inti", NULL },      { "svc.ini", NULL }, { "", NULL },
		{ "statu", "status" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct verb *verb = verb_nearest(rows[i].word);

		if (rows[i].verb)
			assert_string_equal(verb ? verb->name : "none", rows[i].verb);
		else
			assert_null(verb);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
