/* tests/unit/conf/model/compare_test.c - tests differences between two configurations. */
#include "conf/base/base.h"
#include "tests/unit/conf/loading.h"

/* The lines of service `a` in two files, and the change that conf_diff() finds. */
static const struct {
	const char *old, *now;
	enum conf_change change;
} changes[] = {
	{ "nice=1\n", "nice=1\n", CONF_SAME },
	{ "nice=1\n", "nice=2\n", CONF_OTHER },
	{ "nice=1\n", "", CONF_OTHER },
	{ "restart-delay=1s\n", "restart-delay=2s\n", CONF_LIVE },
	{ "restart-delay=1s\n", "restart-delay=2s\nnice=1\n", CONF_OTHER },
	{ "environment=A=1\nenvironment=B=2\n", "environment=A=1 B=2\n", CONF_OTHER },
	{ "environment=A=${X}\n", "environment=A=${X}\n", CONF_SAME },
	{ "environment=A=${X}\n", "environment=A=${Y}\n", CONF_OTHER },
	{ "environment=A='${X}'\n", "environment=A=${X}\n", CONF_OTHER },
	{ "instances=2\n", "instances=3\n", CONF_SAME },
	{ "type=task\n", "", CONF_OTHER },
	{ "needs=b\n", "after=b\n", CONF_LIVE },
	{ "health=tcp:a:1\n", "stop-timeout=1s\nkill=main\n", CONF_LIVE },
	{ "[defaults]\nuser=x\n", "user=x\n", CONF_SAME },
	{ "[defaults]\nuser=x\n", "[defaults]\nuser=y\n", CONF_OTHER },
	{ "[defaults]\nlog-ring=1K\n", "[defaults]\nlog-ring=2K\n", CONF_LIVE },
	{ "user='x'\n", "user=x\n", CONF_SAME },
};

static struct conf *with_lines(const char *lines)
{
	char text[400];

	snprintf(text, sizeof text, "[service:b]\ncommand=y\n[service:a]\ncommand=x\n%s",
		 lines);
	return load(text);
}

static void differences(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
		struct conf *old = with_lines(changes[i].old);
		struct conf *now = with_lines(changes[i].now);
		const struct conf_section *a = conf_service(old, 1),
					  *b = conf_service(now, 1);

		if (conf_diff(a, b) != changes[i].change ||
		    conf_diff(b, a) != changes[i].change)
			fail_msg("%s: %s", changes[i].old, changes[i].now);
		conf_free(old);
		conf_free(now);
	}
}

static void changed_keys(void **state)
{
	struct conf *old = load("[init]\nverbosity=quiet\n[container]\nhostname=a\n"
				"volume=/a:/b\n");
	struct conf *now = load("[init]\nverbosity=quiet\nmounts=no\n[container]\n"
				"hostname=b\nvolume=/a:/b\n");
	struct conf *none = load("[init]\nverbosity=normal\n");
	enum conf_key keys[4];

	(void)state;
	assert_int_equal(conf_diff_keys(conf_init(old), conf_init(now), keys, 4), 1);
	assert_int_equal(keys[0], CONF_INIT_MOUNTS);
	assert_int_equal(conf_diff_keys(conf_container(old), conf_container(now), keys, 4),
			 1);
	assert_int_equal(keys[0], CONF_CONTAINER_HOSTNAME);
	assert_int_equal(conf_diff_keys(conf_container(old), NULL, keys, 1), 2);
	assert_int_equal(conf_diff_keys(NULL, NULL, keys, 1), 0);
	assert_int_equal(conf_diff_keys(conf_init(none), conf_init(none), keys, 1), 0);
	conf_free(old);
	conf_free(now);
	conf_free(none);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(differences),
		cmocka_unit_test(changed_keys),
	};

	return cmocka_run_group_tests(tests, accept_unimplemented, NULL);
}
