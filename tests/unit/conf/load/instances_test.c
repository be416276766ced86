/* tests/unit/conf/load/instances_test.c - tests setups, instances and groups. */
#include "conf/model/model.h"
#include "tests/unit/conf/loading.h"

static const char *edges(const struct conf *conf, const char *name, enum conf_key key)
{
	size_t count;
	const uint32_t *at =
		conf_edges(conf, (size_t)conf_find_service(conf, name), key, &count);

	return service_names(conf, at, count);
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
	assert_string_equal(service_names(conf, start, count),
			    "w@1 w@2 w@3 one@1 none late last");
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

static void an_instance_of_a_disabled_service_may_be_named(void **state)
{
	struct conf *conf = load("[service:web]\ncommand=x\ninstances=2\nenabled=no\n"
				 "[service:a]\ncommand=x\nafter=web web@2\nwants=web@1\n");
	struct conf_targets named;

	(void)state;
	assert_int_equal(conf_errors(conf), 0);
	assert_true(conf_find_targets(conf, "web@2", &named));
	assert_int_equal(named.count, 0);
	assert_false(conf_find_targets(conf, "web@3", &named));
	assert_false(conf_find_targets(conf, "a@1", &named));
	assert_string_equal(edges(conf, "a", CONF_SERVICE_AFTER), "");
	assert_string_equal(edges(conf, "a", CONF_SERVICE_WANTS), "");
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(setups_are_tasks_of_their_own),
		cmocka_unit_test(instances_and_groups_are_found),
		cmocka_unit_test(set_reaches_setups_and_instances),
		cmocka_unit_test(an_instance_of_a_disabled_service_may_be_named),
		cmocka_unit_test(instances_are_light),
	};

	return cmocka_run_group_tests(tests, accept_unimplemented, NULL);
}
