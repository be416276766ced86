/* tests/unit/conf/sections_test.c - setups, instances, groups, what names services, words
 * after the file. */
#include "conf/base/signals.h"
#include "conf/conf.h"
#include "conf/model/model.h"
#include "tests/unit/conf/loading.h"

/* The names of an array of indices. */
static const char *names(const struct conf *conf, const uint32_t *at, size_t count)
{
	static char text[300];
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = 0; i < count; i++)
		len += (size_t)snprintf(text + len, sizeof text - len, "%s%s", i ? " " : "",
					conf_name(conf_service(conf, at[i])));
	return text;
}

static const char *edges(const struct conf *conf, const char *name, enum conf_key key)
{
	size_t count;
	const uint32_t *at =
		conf_edges(conf, (size_t)conf_find_service(conf, name), key, &count);

	return names(conf, at, count);
}

static void setups_are_tasks_of_their_own(void **state)
{
	struct conf *conf =
		load("[defaults]\nenvironment = D=1\ndirectory = /d\nuser = nobody\n"
		     "restart = always\numask = 077\n"
		     "[setup:b]\ncommand = x\nenvironment = E=2\nwhen = A\n"
		     "[setup:a]\nscripts = /etc/setup.d\ndirectory =\nuser = root\n"
		     "[setup:c]\ndirs = /run/x\n"
		     "[service:a]\ncommand = y\n");
	const struct conf_section *b = conf_setup(conf, 0), *a = conf_setup(conf, 1);
	size_t count;

	(void)state;
	assert_int_equal(conf_setup_count(conf), 3);
	assert_string_equal(conf_name(b), "b");
	assert_string_equal(conf_name(a), "a");
	assert_string_equal(conf_words(b, CONF_SERVICE_ENVIRONMENT, &count)[0], "D=1");
	assert_int_equal(count, 2);
	assert_string_equal(conf_text(b, CONF_SERVICE_DIRECTORY), "/d");
	assert_null(conf_text(a, CONF_SERVICE_DIRECTORY));
	assert_null(conf_text(b, CONF_SERVICE_USER));
	assert_string_equal(conf_text(a, CONF_SERVICE_USER), "root");
	assert_int_equal(conf_number(b, CONF_SERVICE_UMASK), 022);
	assert_int_equal(conf_number(b, CONF_SERVICE_TYPE), TYPE_TASK);
	assert_int_equal(conf_number(b, CONF_SERVICE_RESTART), RESTART_NEVER);
	assert_int_equal(conf_number(b, CONF_SERVICE_START_TIMEOUT), 0);
	assert_false(conf_is_set(a, CONF_SERVICE_COMMAND));
	assert_string_equal(conf_text(a, CONF_SERVICE_SCRIPTS), "/etc/setup.d");
	assert_int_equal(conf_service_count(conf), 1);
	assert_int_equal(conf_find_service(conf, "b"), -1);
	round_trip(conf);
	conf_free(conf);
}

static void instances_and_groups_are_found(void **state)
{
	struct conf *conf =
		load("[init]\nstart = all @g late\n"
		     "[service:w]\ncommand = x\ninstances = ${N}\ngroup = g h\nneeds = db\n"
		     "after = @g one\n"
		     "[service:one]\ncommand = x\ninstances = 1\n"
		     "[service:none]\ncommand = x\ninstances = 0\nwants = w@2\n"
		     "[service:db]\ncommand = x\nautostart = no\nbefore = @h\n"
		     "[service:late]\ncommand = x\nautostart = no\ngroup = g\n"
		     "[service:off]\ncommand = x\nenabled = no\ngroup = i\n"
		     "[service:last]\ncommand = x\nafter = w @i\n");
	struct conf_targets named;
	size_t count;

	(void)state;
	assert_int_equal(conf_service_count(conf), 8);
	assert_int_equal(conf_find_service(conf, "w@2"), 1);
	assert_int_equal(conf_find_service(conf, "w"), -1);
	assert_int_equal(conf_instance(conf_service(conf, 1)), 2);
	assert_string_equal(conf_base_name(conf_service(conf, 1)), "w");
	assert_int_equal(conf_instance(conf_service(conf, 3)), 1);
	assert_string_equal(conf_name(conf_service(conf, 3)), "one@1");
	assert_int_equal(conf_instance(conf_service(conf, 4)), 0);
	assert_true(conf_has_no_instances(conf_service(conf, 4)));
	assert_false(conf_has_no_instances(conf_service(conf, 0)));
	assert_string_equal(edges(conf, "w@3", CONF_SERVICE_NEEDS), "db");
	assert_string_equal(edges(conf, "w@3", CONF_SERVICE_AFTER), "late one@1");
	assert_string_equal(edges(conf, "none", CONF_SERVICE_WANTS), "w@2");
	assert_string_equal(edges(conf, "db", CONF_SERVICE_BEFORE), "w@1 w@2 w@3");
	assert_string_equal(edges(conf, "last", CONF_SERVICE_AFTER), "w@1 w@2 w@3");
	assert_true(conf_find_targets(conf, "w", &named));
	assert_int_equal(named.count, 3);
	assert_true(conf_find_targets(conf, "@i", &named));
	assert_int_equal(named.count, 0);
	assert_true(conf_find_targets(conf, "off", &named));
	assert_int_equal(named.count, 0);
	assert_false(conf_find_targets(conf, "@none", &named));
	assert_false(conf_find_targets(conf, "w@4", &named));
	assert_true(conf_find_targets(conf, "@g", &named));
	assert_int_equal(conf_target_at(&named, 3), conf_find_service(conf, "late"));
	const uint32_t *start = conf_start_list(conf, &count);
	assert_string_equal(names(conf, start, count), "w@1 w@2 w@3 one@1 none late last");
	round_trip(conf);
	conf_free(conf);
}

static void set_reaches_setups_and_instances(void **state)
{
	static const char text[] = "[setup:a]\ncommand = x\n[service:a]\ncommand = y\n";
	const char *const sets[] = { "setup:a.user=root", "a.instances=2", "init.start=a@2",
				     NULL };
	const char *const wrong[] = { "setup:b.user=root", "setup:a.restart=never", NULL };
	struct conf_source source = { .path = "t.ini", .sets = sets };
	struct conf *conf;
	size_t count;

	(void)state;
	source.file = fmemopen((void *)(uintptr_t)text, sizeof text - 1, "r");
	assert_int_equal(conf_load(&source, &conf), 0);
	assert_string_equal(conf_text(conf_setup(conf, 0), CONF_SERVICE_USER), "root");
	assert_int_equal(conf_service_count(conf), 2);
	assert_int_equal(*conf_start_list(conf, &count), 1);
	assert_int_equal(count, 1);
	conf_free(conf);
	source.sets = wrong;
	source.file = fmemopen((void *)(uintptr_t)text, sizeof text - 1, "r");
	assert_int_equal(conf_load(&source, &conf), -22);
	assert_int_equal(conf_errors(conf), 2);
	conf_free(conf);
}

static void instances_are_light(void **state)
{
	struct conf *conf =
		load("[service:w]\ncommand = /bin/sleep 1000\ninstances = 10000\n"
		     "environment = A=1\nenvironment = B=2\n");
	size_t used = arena_used(&conf->arena) + conf->services.slot_count * 4 +
		      conf->services.count * sizeof(void *);

	(void)state;
	assert_int_equal(conf_service_count(conf), 10000);
	assert_true(used <= 100 * 10000);
	conf_free(conf);
}

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
	struct conf_when_walk walk = { .each = conf_entries_begin(conf_service(conf, 0),
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

static const char *find_x(void *context, const char *name, size_t len)
{
	(void)context;
	return len == 1 && name[0] == 'X' ? "ex" : NULL;
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

static const struct conf_signal *signal_row(const struct conf *conf, int signal)
{
	size_t count;
	const struct conf_signal *table = conf_signals(conf, &count);

	for (size_t i = 0; i < count; i++) {
		if (table[i].signal == signal)
			return &table[i];
	}
	return NULL;
}

static void signals_over_their_defaults(void **state)
{
	struct conf *conf = load("[init]\nsignals = WINCH:forward:w QUIT:forward:@g:USR1 "
				 "USR1:ignore RTMIN+3:dump 45:reopen HUP:forward:w@2:TERM\n"
				 "[service:w]\ncommand = x\ninstances = 2\ngroup = g\n");
	struct conf *plain = load("[service:w]\ncommand = x\n");
	const struct conf_signal *row = signal_row(conf, CTINIT_SIGQUIT);

	(void)state;
	assert_int_equal(row->action, ON_SIGNAL_FORWARD);
	assert_int_equal(row->send, CTINIT_SIGUSR1);
	assert_int_equal(row->to.count, 2);
	row = signal_row(conf, CTINIT_SIGWINCH);
	assert_true(row->send == CTINIT_SIGWINCH && row->to.count == 2);
	row = signal_row(conf, CTINIT_SIGHUP);
	assert_true(row->send == CTINIT_SIGTERM && conf_target_at(&row->to, 0) == 1);
	assert_int_equal(signal_row(conf, CTINIT_SIGUSR1)->action, ON_SIGNAL_IGNORE);
	assert_int_equal(signal_row(conf, CTINIT_SIGUSR2)->action, ON_SIGNAL_DUMP);
	assert_int_equal(signal_row(conf, 37)->action, ON_SIGNAL_DUMP);
	assert_int_equal(signal_row(conf, 38)->action, ON_SIGNAL_SHUTDOWN);
	assert_int_equal(signal_row(conf, 45)->action, ON_SIGNAL_REOPEN);
	assert_int_equal(signal_row(plain, CTINIT_SIGHUP)->action, ON_SIGNAL_RELOAD);
	assert_null(signal_row(plain, CTINIT_SIGWINCH));
	round_trip(conf);
	conf_free(conf);
	conf_free(plain);
}

static void parts_of_words(void **state)
{
	struct conf_dir dir;
	struct conf_map_user map;
	enum conf_ready_kind kind;
	const char *rest;

	(void)state;
	assert_true(conf_dir("/run/a:mode=1750,user=a:b,recursive", &dir));
	assert_true(dir.mode == 01750 && dir.recursive && dir.user_len == 3);
	assert_int_equal(dir.path_len, 6);
	assert_true(conf_dir("/run/..a/b..", &dir));
	assert_true(dir.mode == -1 && !dir.user && !dir.recursive);
	assert_false(conf_dir("run", &dir));
	assert_false(conf_dir("/", &dir));
	assert_false(conf_dir("/a/../b", &dir));
	assert_false(conf_dir("/a/..", &dir));
	assert_false(conf_dir("/a:", &dir));
	assert_false(conf_dir("/a:mode=9", &dir));
	assert_false(conf_dir("/a:mode=0750,", &dir));
	assert_false(conf_dir("/a:user=", &dir));
	assert_true(conf_map_user("app:1000:4294967294", &map));
	assert_true(map.name_len == 3 && map.uid == 1000 && map.gid == 4294967294u);
	assert_false(conf_map_user("app:1000", &map));
	assert_false(conf_map_user("app:1000:4294967295", &map));
	assert_false(conf_map_user("app::1", &map));
	assert_false(conf_map_user("0:1:1", &map));
	assert_true(conf_wait_for("http://[::1]:80/x?y", &kind, &rest));
	assert_int_equal(kind, READY_HTTP);
	assert_string_equal(rest, "[::1]:80/x?y");
	assert_true(conf_wait_for("http://h", &kind, &rest));
	assert_false(conf_wait_for("http:///x", &kind, &rest));
	assert_false(conf_wait_for("http://h:0/x", &kind, &rest));
	assert_false(conf_wait_for("http://h:", &kind, &rest));
	assert_false(conf_wait_for("http://h /", &kind, &rest));
	assert_true(conf_wait_for("tcp:h:1", &kind, &rest) && kind == READY_TCP);
	assert_true(conf_wait_for("unix:@a", &kind, &rest) && kind == READY_UNIX);
	assert_true(conf_wait_for("file:/a", &kind, &rest) && kind == READY_FILE);
	assert_true(conf_wait_for("exec:a", &kind, &rest) && kind == READY_EXEC);
	assert_false(conf_wait_for("fd:3", &kind, &rest));
}

static void services_named_by_other_keys(void **state)
{
	struct conf *conf = load(
		"[service:a]\ncommand = x\nstdout = pipe:l\nstderr = pipe:m\n"
		"on-failed = start:m\n"
		"[service:l]\ncommand = x\nstdout = pipe:m\nstdin = null\n"
		"[service:m]\ncommand = x\n[service:b]\ncommand = x\nstdout = pipe:w@2\n"
		"[service:w]\ncommand = x\ninstances = 2\nstderr = null\n");

	(void)state;
	assert_int_equal(conf_pipe(conf_service(conf, 0), CONF_SERVICE_STDOUT), 1);
	assert_int_equal(conf_pipe(conf_service(conf, 0), CONF_SERVICE_STDERR), 2);
	assert_int_equal(conf_pipe(conf_service(conf, 2), CONF_SERVICE_STDOUT), -1);
	assert_int_equal(conf_on_failed(conf_service(conf, 0)), 2);
	assert_int_equal(conf_on_failed(conf_service(conf, 1)), -1);
	assert_false(conf_reads_pipe(conf_service(conf, 0)));
	assert_true(conf_reads_pipe(conf_service(conf, 1)));
	assert_false(conf_reads_pipe(conf_service(conf, 4)));
	assert_true(conf_reads_pipe(conf_service(conf, 5)));
	round_trip(conf);
	conf_free(conf);
	/* With instances = 1 the name means the one that there is. */
	conf = load("[service:a]\ncommand = x\nstdout = pipe:l\non-failed = start:m\n"
		    "[service:l]\ncommand = x\ninstances = 1\n"
		    "[service:m]\ncommand = x\ninstances = 1\n");
	assert_int_equal(conf_pipe(conf_service(conf, 0), CONF_SERVICE_STDOUT), 1);
	assert_int_equal(conf_on_failed(conf_service(conf, 0)), 2);
	assert_true(conf_reads_pipe(conf_service(conf, 1)));
	round_trip(conf);
	conf_free(conf);
}

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
	assert_string_equal(names(conf, start, count), "web@1 web@2 main-2");
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
	assert_int_equal(conf_expand_value(main, CONF_SERVICE_COMMAND, &lookup, &scratch,
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
		cmocka_unit_test(setups_are_tasks_of_their_own),
		cmocka_unit_test(instances_and_groups_are_found),
		cmocka_unit_test(set_reaches_setups_and_instances),
		cmocka_unit_test(instances_are_light),
		cmocka_unit_test(conditions),
		cmocka_unit_test(hooks_are_kept_apart),
		cmocka_unit_test(signals_over_their_defaults),
		cmocka_unit_test(parts_of_words),
		cmocka_unit_test(services_named_by_other_keys),
		cmocka_unit_test(words_after_the_file),
		cmocka_unit_test(options_after_the_file),
	};

	return cmocka_run_group_tests(tests, all_steps, NULL);
}
