/* tests/unit/conf/model/iterate_test.c - tests iterating over conditions and commands. */
#include "conf/base/signal_names.h"
#include "tests/unit/conf/loading.h"

static void conditions(void **state)
{
	static const struct {
		const char *value;
		bool holds[6];
	} table[] = {
		/*          A      !A     A=x|yy A!=x|yy A=     A!= */
		{ NULL, { false, true, false, true, true, false } },
		{ "", { false, true, false, true, true, false } },
		{ "No", { false, true, false, true, false, true } },
		{ "0", { false, true, false, true, false, true } },
		{ "OFF", { false, true, false, true, false, true } },
		{ "false", { false, true, false, true, false, true } },
		{ "x", { true, false, true, false, false, true } },
		{ "yy", { true, false, true, false, false, true } },
		{ "y", { true, false, false, true, false, true } },
		{ "1", { true, false, false, true, false, true } },
	};
	struct conf *conf = load("[defaults]\nwhen = file:/f\n[service:a]\ncommand = x\n"
				 "when = A !A A=x|yy A!=x|yy A= A!=\n"
				 "when = !file:/g exec:test -e A\nwhen = !exec:b\n");
	struct conf_when_walk walk = { .iter = conf_entries_begin(conf_service(conf, 0),
								  CONF_SERVICE_WHEN) };
	struct conf_when when[10];
	char at[256];
	struct conf_scratch scratch = { at, sizeof at, 0 };
	size_t count = 0;

	(void)state;
	while (count < 10 && conf_when(&walk, &when[count]))
		count++;
	assert_int_equal(count, 10);
	assert_int_equal(when[0].kind, WHEN_FILE);
	assert_string_equal(when[0].text, "/f");
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		for (size_t k = 0; k < 6; k++)
			assert_int_equal(conf_when_holds(&when[k + 1], table[i].value),
					 table[i].holds[k]);
	}
	assert_true(when[1].kind == WHEN_SET && when[1].name_len == 1);
	assert_true(when[7].kind == WHEN_FILE && when[7].negated);
	assert_true(when[8].kind == WHEN_EXEC && !when[8].negated);
	char *const *argv = conf_argv(when[8].words, when[8].word_count,
				      (size_t)(when[8].text - when[8].word), &scratch);
	assert_string_equal(argv[0], "test");
	assert_string_equal(argv[2], "A");
	assert_null(argv[3]);
	assert_true(when[9].negated);
	assert_string_equal(when[9].text, "b");
	scratch.used = sizeof at - 8;
	assert_null(conf_argv(when[8].words, when[8].word_count, 5, &scratch));
	round_trip(conf);
	conf_free(conf);
}

static void hooks_are_kept_apart(void **state)
{
	static const struct {
		const char *program;
		size_t argc;
		bool privileged, ignore_failure;
	} want[] = {
		{ "one", 1, false, true },  { "two", 2, true, true },
		{ "three", 2, true, true }, { "-four", 1, true, true },
		{ "ex", 1, true, false },
	};
	struct conf *conf = load("[defaults]\npre-start = -one\n[service:a]\ncommand = x\n"
				 "pre-start = +-two b\npre-start = $N\n"
				 "pre-start = -+three ${X}\npre-start = -+-four\n"
				 "pre-start = +${X}\nreload = SIGHUP\n"
				 "[service:b]\ncommand = x\npre-start =\nreload = a HUP\n");
	const struct conf_section *a = conf_service(conf, 0), *b = conf_service(conf, 1);
	struct conf_entry_iter each = conf_entries_begin(a, CONF_SERVICE_PRE_START);
	struct conf_lookup lookup = { find_x, NULL };
	char at[1024], why[300];
	struct conf_scratch scratch = { at, sizeof at, 0 };
	struct conf_command command;
	size_t count;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(want); i++) {
		assert_int_equal(conf_next_command(&each, &lookup, &scratch, &command,
						   &TEXT(why)),
				 1);
		assert_string_equal(command.argv[0], want[i].program);
		assert_int_equal(command.argc, want[i].argc);
		assert_null(command.argv[want[i].argc]);
		assert_int_equal(command.privileged, want[i].privileged);
		assert_int_equal(command.ignore_failure, want[i].ignore_failure);
	}
	assert_int_equal(conf_next_command(&each, &lookup, &scratch, &command, &TEXT(why)),
			 0);
	each = conf_entries_begin(b, CONF_SERVICE_PRE_START);
	assert_int_equal(conf_next_command(&each, &lookup, &scratch, &command, &TEXT(why)),
			 0);
	each = conf_entries_begin(b, CONF_SERVICE_RELOAD);
	assert_int_equal(conf_next_command(&each, NULL, &scratch, &command, &TEXT(why)), 1);
	assert_string_equal(command.argv[1], "HUP");
	assert_int_equal(conf_next_command(&each, NULL, &scratch, &command, &TEXT(why)), 0);
	char *const *words = conf_words(a, CONF_SERVICE_RELOAD, &count);
	assert_int_equal(conf_reload_signal(words, count), CTINIT_SIGHUP);
	words = conf_words(b, CONF_SERVICE_RELOAD, &count);
	assert_int_equal(conf_reload_signal(words, count), 0);
	round_trip(conf);
	conf_free(conf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conditions),
		cmocka_unit_test(hooks_are_kept_apart),
	};

	return cmocka_run_group_tests(tests, accept_unimplemented, NULL);
}
