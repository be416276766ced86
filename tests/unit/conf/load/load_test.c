/* tests/unit/conf/load/load_test.c - tests the errors in files, and the memory of a
 * thousand services. */
#include "conf/model/model.h"
#include "tests/unit/conf/loading.h"

#include <errno.h>

/* Files with one mistake each, and a part of the expected error. */
static const struct mistake mistakes[] = {
	{ "[service:a]\ncommand=x\nstop-timout=1s\n", "did you mean stop-timeout?" },
	{ "[service:a]\ncommand=x\nnice=20\n", "-20 to 19" },
	{ "[service:a]\ncommand=x\nnice=1\nnice=2\n", "was set before, in line 3" },
	{ "[service:a]\n", "command: missing" },
	{ "[service:a]\ncommand=x\nneeds=b\n", "b: no such service" },
	{ "[service:a]\ncommand=x\nneeds=a\n", "names itself" },
	{ "[service:a]\ncommand=x\nneeds=b\n[service:b]\ncommand=x\nbefore=a\nafter=a\n",
	  "a needs b (line 3), b after a (line 7)" },
	{ "[service:a]\ncommand=x\nstdin=inherit\n[service:b]\ncommand=x\nstdin=inherit\n",
	  "only one service" },
	{ "[service:a]\ncommand=x\ntype=task\nready=notify\n", "a task satisfies" },
	{ "[service:a]\ncommand=x\ntype=task\nrestart=always\n", "a task runs to its end" },
	{ "[service:a]\ncommand=x\ndirectory=y\n", "an absolute path" },
	{ "[service:A]\ncommand=x\n", "expected a name" },
	{ "[service:a]\ncommand=x\nwatchdog=10s\n", "does not support this" },
	{ "[service:a]\ncommand=x\nready=log:(x\n",
	  "not a POSIX extended regular expression" },
	{ "[service:a]\ncommand=x\nready=log:'((a{,200}){200})+x'\n",
	  "the expression is too large" },
	{ "[service:a]\ncommand=x\nuser=4294967295\n", "4294967294" },
	{ "[service:a]\ncommand=x\nuser=a b\n", "2 words where one is expected" },
	{ "[setup:a]\nuser=x\n", "command: missing" },
	{ "[defaults]\ncommand=x\n", "is allowed only in [service:NAME]" },
	{ "[container]\nnetwork=bridge\n", "does not support this" },
	{ "[container]\nvolume=/a\n", "SRC:/DST" },
	{ "[container]\nhostname=${M:?say}\n", "M is not set: say" },
	{ "[init]\nformat=2\n", "1 to 1" },
	{ "[init]\nverbosity=loud\n", "quiet, normal, verbose" },
	{ "key=1\n", "before the first section" },
	{ "[init\n", "expected a section" },
	{ "[init]\n  x\n", "without a value to continue" },
	{ "[init]\nformat=1\n mounts=no\n", "remove the blanks" },
	{ "[init]\nx\n", "expected \"key = value\"" },
	{ "[container]\nhostname=a\x01\n", "control character" },
	{ "[container]\nhostname=a\xff\n", "not UTF-8" },
	{ "[include]\nfiles=/no/such\n", "cannot open /no/such" },
};

static void each_mistake_is_reported(void **state)
{
	(void)state;
	check_mistakes(mistakes, ARRAY_LEN(mistakes));
}

static int deepest; /* the number of the file that does not include another */

/* Opens the file N.ini, which includes file N+1.ini. */
static FILE *open_numbered(const char *path, bool included)
{
	static char text[64];
	int number = atoi(path);

	assert_true(included);
	if (number < deepest)
		snprintf(text, sizeof text, "[include]\nfiles = %d.ini\n", number + 1);
	else
		snprintf(text, sizeof text, "[service:a]\ncommand = x\n");
	return fmemopen(text, strlen(text), "r");
}

static void includes_are_8_deep(void **state)
{
	static char first[] = "[include]\nfiles = 1.ini\n";
	struct conf_source source = { .path = "t.ini", .open = open_numbered };
	struct conf *conf;
	size_t count;

	(void)state;
	deepest = 8;
	source.file = fmemopen(first, strlen(first), "r");
	assert_int_equal(conf_load(&source, &conf), 0);
	assert_int_equal(conf_find_service(conf, "a"), 0);
	conf_free(conf);

	deepest = 9;
	source.file = fmemopen(first, strlen(first), "r");
	assert_int_equal(conf_load(&source, &conf), -EINVAL);
	const struct conf_diag *diags = conf_diags(conf, &count);
	assert_true(count >= 1);
	assert_non_null(strstr(diags[0].text, "9.ini: includes may be nested 8 deep, and"));
	conf_free(conf);
}

static void thousand_services_are_small(void **state)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	for (int i = 0; i < 1000; i++)
		fprintf(out, "[service:s%d]\ncommand = /bin/sleep 1000\n", i);
	fclose(out);
	struct conf *conf = load(text);
	size_t used = arena_used(&conf->arena) + conf->services.slot_count * 4 +
		      1024 * sizeof(void *);

	assert_true(used <= 172 * 1000);
	assert_int_equal(conf_find_service(conf, "s999"), 999);
	assert_int_equal(conf_find_service(conf, "s1000"), -1);
	conf_free(conf);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_mistake_is_reported),
		cmocka_unit_test(includes_are_8_deep),
		cmocka_unit_test(thousand_services_are_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
