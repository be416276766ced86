/* tests/unit/conf/conf_test.c - the table of keys against itself; loading; the round trip. */
#include "conf/conf.h"
#include "conf/lang/quote.h"
#include "conf/lang/regex_size.h"
#include "conf/lang/value.h"
#include "conf/lang/words.h"
#include "conf/model/model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct conf *load(const char *text, bool flat, int want)
{
	static char *const env[] = { (char *)"W=yes", (char *)"T=two words", NULL };
	struct conf_source source = { .path = "t.ini",
				      .environment = env,
				      .serialized = flat };
	struct conf *conf;

	source.file = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
	assert_int_equal(conf_load(&source, &conf), want);
	return conf;
}

static char *printed(const struct conf *conf)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	conf_print(conf, out, false);
	fclose(out);
	return text;
}

static void table_is_sound(void **state)
{
	(void)state;
	for (unsigned i = 0; i < CONF_KEY_COUNT; i++) {
		const struct conf_key_info *info = conf_key_info(i);
		char eg[256], at[4096], why[700];
		struct conf_scratch scratch = { at, sizeof at, 0 };
		struct words words = { .scratch = &scratch, .err = &TEXT(why) };
		struct conf_value value;

		assert_int_equal(conf_key_find(info->section, info->name), i);
		assert_true(strlen(info->name) < 40 && strlen(info->doc) > 5);
		snprintf(eg, sizeof eg, "%s", info->eg);
		assert_int_equal(words_split(&words, eg, strlen(eg)), 0);
		if (!words.is_dynamic &&
		    value_parse(i, words.at, words.count, &value, &TEXT(why)) < 0)
			fail_msg("example of %s: %s", info->name, why);
		if (!info->def || info->def[0] == '\0')
			continue;
		scratch.used = 0;
		assert_int_equal(words_split(&words, info->def, strlen(info->def)), 0);
		if (value_parse(i, words.at, words.count, &value, &TEXT(why)) < 0)
			fail_msg("default of %s: %s", info->name, why);
	}
}

static void values_come_from_where_they_should(void **state)
{
	struct conf *conf =
		load("\xef\xbb\xbf[defaults]\r\nuser = nobody\nenvironment = D=1\n"
		     "ready = notify\n[service:a]\ncommand = x\n  y\n\t# no\n  z\n"
		     "environment = A=1\nenvironment = B=2\nneeds = b\n"
		     "[service:b]\ntype = task\ncommand = true\nuser =\n"
		     "enabled = ${W}\nenvironment =\n",
		     false, 0);
	const struct conf_section *a = conf_service(conf, 0), *b = conf_service(conf, 1);
	size_t count;
	char *const *words = conf_words(a, CONF_SERVICE_COMMAND, &count);

	(void)state;
	assert_int_equal(count, 3);
	assert_string_equal(words[2], "z");
	words = conf_words(a, CONF_SERVICE_ENVIRONMENT, &count);
	assert_int_equal(count, 3);
	assert_string_equal(words[0], "D=1");
	assert_string_equal(words[2], "B=2");
	conf_words(b, CONF_SERVICE_ENVIRONMENT, &count);
	assert_int_equal(count, 0);
	assert_string_equal(conf_text(a, CONF_SERVICE_USER), "nobody");
	assert_null(conf_text(b, CONF_SERVICE_USER));
	assert_int_equal(conf_number(a, CONF_SERVICE_READY), READY_NOTIFY);
	assert_int_equal(conf_number(b, CONF_SERVICE_READY), READY_START);
	assert_int_equal(conf_number(a, CONF_SERVICE_RESTART), RESTART_ALWAYS);
	assert_int_equal(conf_number(b, CONF_SERVICE_RESTART), RESTART_NEVER);
	assert_int_equal(conf_number(b, CONF_SERVICE_START_TIMEOUT), 0);
	assert_int_equal(conf_number(conf_init(conf), CONF_INIT_SHUTDOWN_TIMEOUT), -1);
	assert_int_equal(*conf_edges(conf, 0, CONF_SERVICE_NEEDS, &count), 1);
	assert_int_equal(count, 1);
	assert_string_equal(conf_origin(a, CONF_SERVICE_USER), "t.ini:2");
	conf_free(conf);
}

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

/* Each file of mistakes has exactly one error, with this text in it. */
static const struct {
	const char *text, *says;
} mistakes[] = {
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
	{ "[service:A]\ncommand=x\n", "want a name" },
	{ "[service:a]\ncommand=x\nwatchdog=10s\n", "does not work yet" },
	{ "[service:a]\ncommand=x\nready=log:(x\n",
	  "no POSIX extended regular expression" },
	{ "[service:a]\ncommand=x\nready=log:'((a{,200}){200})+x'\n",
	  "the expression is too large" },
	{ "[service:a]\ncommand=x\nuser=4294967295\n", "4294967294" },
	{ "[service:a]\ncommand=x\nuser=a b\n", "2 words where one is wanted" },
	{ "[setup:a]\nuser=x\n", "command: missing" },
	{ "[defaults]\ncommand=x\n", "may stand in a [service:NAME] only" },
	{ "[container]\nnetwork=bridge\n", "does not work yet" },
	{ "[container]\nvolume=/a\n", "SRC:/DST" },
	{ "[container]\nhostname=${N:?say}\n", "N is not set: say" },
	{ "[init]\nformat=2\n", "1 to 1" },
	{ "[init]\nverbosity=loud\n", "quiet, normal, verbose" },
	{ "key=1\n", "before the first section" },
	{ "[init\n", "want a section" },
	{ "[init]\n  x\n", "continues nothing" },
	{ "[init]\nformat=1\n mounts=no\n", "take the blanks away" },
	{ "[init]\nx\n", "want \"key = value\"" },
	{ "[container]\nhostname=a\x01\n", "control character" },
	{ "[container]\nhostname=a\xff\n", "not UTF-8" },
	{ "[include]\nfiles=/no/such\n", "cannot open /no/such" },
};

static void each_mistake_is_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(mistakes); i++) {
		struct conf *conf = load(mistakes[i].text, false, -22);
		size_t count;
		const struct conf_diag *diags = conf_diags(conf, &count);

		if (count != 1 || !strstr(diags[0].text, mistakes[i].says))
			fail_msg("%s: %zu: %s", mistakes[i].text, count,
				 count > 0 ? diags[0].text : "");
		conf_free(conf);
	}
}

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

/* Random words of awkward bytes, written by quote_word, loaded, printed, loaded again. */
static void prints_what_it_reads(void **state)
{
	static const char bytes[] = "ab '\"\\$`;#{}=\n\t\xc3\xa4\xff";
	uint32_t seed = 7;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		char *text = NULL, *one, *two;
		size_t size;
		FILE *out = open_memstream(&text, &size);

		fputs("[defaults]\nenvironment = X=${Y:-z}\n[service:s]\ncommand = p", out);
		for (int w = 0; w < 4; w++) {
			char word[9] = { 0 };

			for (unsigned i = 0; i < next_random(&seed) % 9; i++)
				word[i] = bytes[next_random(&seed) % (sizeof bytes - 1)];
			fputc(' ', out);
			quote_word(out, word);
		}
		fputs("\numask = 027\nenvironment =\nenvironment = A=1\n", out);
		fclose(out);
		struct conf *a = load(text, false, 0);
		one = printed(a);
		struct conf *b = load(one, true, 0);
		two = printed(b);
		assert_string_equal(one, two);
		size_t n, m;
		char *const *x = conf_words(conf_service(a, 0), CONF_SERVICE_COMMAND, &n);
		char *const *y = conf_words(conf_service(b, 0), CONF_SERVICE_COMMAND, &m);
		assert_int_equal(n, 5);
		assert_int_equal(m, 5);
		for (size_t i = 0; i < n; i++)
			assert_string_equal(x[i], y[i]);
		conf_free(a);
		conf_free(b);
		free(text);
		free(one);
		free(two);
	}
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
	struct conf *conf = load(text, false, 0);
	size_t used = arena_used(&conf->arena) + conf->services.slot_count * 4 +
		      1024 * sizeof(void *);

	assert_true(used <= 172 * 1000);
	assert_int_equal(conf_find_service(conf, "s999"), 999);
	assert_int_equal(conf_find_service(conf, "s1000"), -1);
	conf_free(conf);
	free(text);
}

static void a_command_is_a_configuration(void **state)
{
	struct conf *base =
		load("[init]\nstart = x\n[container]\nhostname = h\n[defaults]\nready = "
		     "notify\n"
		     "user = nobody\nneeds = x\n[service:x]\ncommand = y\nneeds =\n",
		     false, 0);
	struct conf *conf;
	size_t count;

	(void)state;
	assert_int_equal(conf_load_command(base, (char *[]){ (char *)"a b", NULL }, &conf),
			 0);
	conf_free(base);
	assert_int_equal(conf_service_count(conf), 1);
	assert_string_equal(conf_words(conf_service(conf, 0), CONF_SERVICE_COMMAND,
				       &count)[0],
			    "a b");
	assert_string_equal(conf_text(conf_container(conf), CONF_CONTAINER_HOSTNAME), "h");
	assert_true(conf_bool(conf_service(conf, 0), CONF_SERVICE_MAIN));
	assert_string_equal(conf_text(conf_service(conf, 0), CONF_SERVICE_USER), "nobody");
	assert_int_equal(conf_number(conf_service(conf, 0), CONF_SERVICE_READY),
			 READY_START);
	assert_false(conf_is_set(conf_service(conf, 0), CONF_SERVICE_NEEDS));
	conf_free(conf);
}

static const char *find_home(void *context, const char *name, size_t len)
{
	(void)context;
	return len == 4 && memcmp(name, "HOME", 4) == 0 ? "/root" : NULL;
}

static void start_time_values(void **state)
{
	struct conf *conf = load("[service:a]\ncommand = x ${HOME}/y\ndirectory = ${NO}\n"
				 "umask = ${HOME}\n",
				 false, 0);
	const struct conf_section *a = conf_service(conf, 0);
	struct conf_lookup lookup = { find_home, NULL };
	char at[512], why[300];
	struct conf_scratch scratch = { at, sizeof at, 0 };
	struct conf_value value;

	(void)state;
	assert_true(conf_is_dynamic(a, CONF_SERVICE_COMMAND));
	assert_int_equal(conf_expand_value(a, CONF_SERVICE_COMMAND, &lookup, &scratch,
					   &value, &TEXT(why)),
			 0);
	assert_string_equal(value.words[1], "/root/y");
	assert_int_equal(conf_expand_value(a, CONF_SERVICE_DIRECTORY, &lookup, &scratch,
					   &value, &TEXT(why)),
			 0);
	assert_null(value.text);
	assert_non_null(strstr(why, "t.ini:3: [service:a] directory: NO is not set"));
	assert_true(conf_expand_value(a, CONF_SERVICE_UMASK, &lookup, &scratch, &value,
				      &TEXT(why)) < 0);
	assert_non_null(strstr(why, "umask = /root: want an octal mode"));
	scratch.used = scratch.size - 10;
	assert_int_equal(conf_expand_value(a, CONF_SERVICE_COMMAND, &lookup, &scratch,
					   &value, &TEXT(why)),
			 -28); /* ENOSPC */
	conf_free(conf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table_is_sound),
		cmocka_unit_test(values_come_from_where_they_should),
		cmocka_unit_test(sizes_of_expressions),
		cmocka_unit_test(each_mistake_is_told),
		cmocka_unit_test(prints_what_it_reads),
		cmocka_unit_test(thousand_services_are_small),
		cmocka_unit_test(a_command_is_a_configuration),
		cmocka_unit_test(start_time_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
