/* tests/unit/conf/lang/suggest_test.c - tests suggestions for misspelled keys and
 * values. */
#include "conf/lang/suggest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void keys_that_are_near(void **state)
{
	(void)state;
	assert_int_equal(suggest_key(CONF_SERVICE, "comand"), CONF_SERVICE_COMMAND);
	assert_int_equal(suggest_key(CONF_SERVICE, "stop-timout"),
			 CONF_SERVICE_STOP_TIMEOUT);
	assert_int_equal(suggest_key(CONF_SERVICE, "log-size"), CONF_SERVICE_LOG_MAX_SIZE);
	assert_int_equal(suggest_key(CONF_SERVICE, "colour"), CONF_KEY_COUNT);
	/* Setups have no such key. */
	assert_int_equal(suggest_key(CONF_SETUP, "restrat"), CONF_KEY_COUNT);
}

static void values_that_are_near(void **state)
{
	static const struct {
		enum conf_key key;
		const char *word, *meant;
	} table[] = {
		{ CONF_SERVICE_RESTART, "alwasy", "always" },
		{ CONF_SERVICE_RESTART, "unexpected", "on-failure" },
		{ CONF_SERVICE_TYPE, "oneshot", "task" },
		{ CONF_SERVICE_MAIN, "ture", "true" },
		{ CONF_SERVICE_STOP_SIGNAL, "TREM:5s", "TERM" },
		{ CONF_SERVICE_STOP_SIGNAL, "SIGTREM", "TERM" },
		{ CONF_SERVICE_READY, "tpc:db:80", "tcp:" },
		{ CONF_SERVICE_RESTART, "perhaps", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		const char *meant =
			suggest_value(conf_key_info(table[i].key), table[i].word);

		if (!meant != !table[i].meant ||
		    (meant && strcmp(meant, table[i].meant) != 0))
			fail_msg("%s: %s", table[i].word, meant ? meant : "(none)");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_that_are_near),
		cmocka_unit_test(values_that_are_near),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
