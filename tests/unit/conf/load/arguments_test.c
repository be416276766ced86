/* tests/unit/conf/load/arguments_test.c - tests the words after the file: a command, or
 * options. */
#include "conf/base/signal_names.h"
#include "tests/unit/conf/loading.h"

static struct conf *with_arguments(const char *text, char *const *words, bool *instead)
{
	struct conf *base = load(text), *conf = NULL;
	char why[256];
	int error = conf_load_arguments(base, words, &conf, instead, &TEXT(why));

	conf_free(base);
	if (error)
		fail_msg("%s: %s", text, why);
	round_trip(conf);
	return conf;
}

static const char with_services[] =
	"[init]\nstart = web\nsignals = WINCH:forward:web USR1:dump\n"
	"[defaults]\nenvironment = D=1\nready = notify\nuser = nobody\nneeds = "
	"web\n"
	"stdout = pipe:log\non-failed = start:log\npre-start = x\n"
	"[setup:s]\ncommand = prepare\n"
	"[service:web]\ncommand = serve $N\nmain = yes\ninstances = 2\nneeds =\n"
	"[service:log]\ncommand = log\nstdout = null\nneeds =\non-failed = ignore\n"
	"[service:main]\nenabled = no\ncommand = y\n";

static void words_after_the_file(void **state)
{
	char *const bash[] = { (char *)"bash", (char *)"-c", (char *)"$X", NULL };
	char beside[sizeof with_services + 40];
	const struct conf_section *main;
	struct conf *conf;
	bool instead;
	size_t count;

	(void)state;
	conf = with_arguments(with_services, bash, &instead);
	assert_true(instead);
	assert_int_equal(conf_setup_count(conf), 1);
	assert_int_equal(conf_service_count(conf), 1);
	main = conf_service(conf, 0);
	assert_string_equal(conf_words(main, CONF_SERVICE_COMMAND, &count)[2], "$X");
	assert_string_equal(conf_words(main, CONF_SERVICE_ENVIRONMENT, &count)[0], "D=1");
	assert_int_equal(conf_number(main, CONF_SERVICE_READY), READY_START);
	assert_null(conf_text(main, CONF_SERVICE_USER));
	assert_false(conf_is_set(main, CONF_SERVICE_PRE_START));
	assert_int_equal(conf_number(main, CONF_SERVICE_STDIN), STDIO_INHERIT);
	assert_int_equal(signal_row(conf, CTINIT_SIGUSR1)->action, ON_SIGNAL_DUMP);
	assert_null(signal_row(conf, CTINIT_SIGWINCH));
	conf_free(conf);

	snprintf(beside, sizeof beside, "[init]\narguments = beside\n%s",
		 with_services + 7);
	conf = with_arguments(beside, bash, &instead);
	assert_false(instead);
	assert_int_equal(conf_service_count(conf), 4);
	main = conf_service(conf, (size_t)conf_find_service(conf, "main-2"));
	assert_true(conf_bool(main, CONF_SERVICE_MAIN));
	assert_false(conf_is_set(main, CONF_SERVICE_NEEDS));
	const uint32_t *start = conf_start_list(conf, &count);
	assert_string_equal(service_names(conf, start, count), "web@1 web@2 main-2");
	conf_free(conf);
}

static void options_after_the_file(void **state)
{
	char *const options[] = { (char *)"-p", (char *)"a 'b", (char *)"$X", NULL };
	const struct conf_section *main;
	struct conf *conf;
	bool instead;

	(void)state;
	conf = with_arguments(with_services, options, &instead);
	assert_false(instead);
	main = conf_service(conf, 1);
	assert_true(conf_is_dynamic(main, CONF_SERVICE_COMMAND));
	char at[256], why[200];
	struct conf_scratch scratch = { at, sizeof at, 0 };
	struct conf_lookup lookup = { find_x, NULL };
	struct conf_value value;
	assert_int_equal(conf_expand_value(main, CONF_SERVICE_COMMAND,
					   &(struct conf_expansion){ &lookup, &scratch },
					   &value, &TEXT(why)),
			 0);
	assert_int_equal(value.word_count, 4);
	assert_string_equal(value.words[2], "a 'b");
	assert_string_equal(value.words[3], "$X");
	conf_free(conf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_after_the_file),
		cmocka_unit_test(options_after_the_file),
	};

	return cmocka_run_group_tests(tests, accept_unimplemented, NULL);
}
