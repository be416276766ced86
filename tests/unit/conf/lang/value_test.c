/* tests/unit/conf/lang/value_test.c - tests parsing words into values for each kind of
 * key. */
#include "conf/lang/value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static int parse(enum conf_key key, const char *word, struct conf_value *ret)
{
	static char why[700];
	static char *words[2];

	words[0] = (char *)(uintptr_t)word;
	return value_parse(key, words, 1, ret, &TEXT(why));
}

static void numbers_of_each_kind(void **state)
{
	static const struct {
		enum conf_key key;
		const char *word;
		int64_t number; /* INT64_MIN if the word is refused */
	} table[] = {
		{ CONF_SERVICE_STOP_TIMEOUT, "250ms", 250 },
		{ CONF_SERVICE_STOP_TIMEOUT, "24h", HOURS(24) },
		{ CONF_SERVICE_STOP_TIMEOUT, "25h", INT64_MIN },
		{ CONF_SERVICE_STOP_TIMEOUT, "10", INT64_MIN },
		{ CONF_INIT_SHUTDOWN_TIMEOUT, "auto", -1 },
		{ CONF_SERVICE_LOG_MAX_SIZE, "10M", 10 << 20 },
		{ CONF_SERVICE_UMASK, "027", 027 },
		{ CONF_SERVICE_UMASK, "0400", INT64_MIN },
		{ CONF_SERVICE_NICE, "-20", -20 },
		{ CONF_SERVICE_NICE, "-21", INT64_MIN },
		{ CONF_SERVICE_MAIN, "On", 1 },
		{ CONF_SERVICE_RESTART, "on-failure", RESTART_ON_FAILURE },
		{ CONF_SERVICE_RESTART, "sometimes", INT64_MIN },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		struct conf_value value;
		int error = parse(table[i].key, table[i].word, &value);

		if (error != 0 ? table[i].number != INT64_MIN
			       : value.number != table[i].number)
			fail_msg("%s: %d, %ld", table[i].word, error, (long)value.number);
	}
}

static void values_with_parts(void **state)
{
	struct conf_value value;

	(void)state;
	assert_int_equal(parse(CONF_SERVICE_LIMIT_NOFILE, "4K:unlimited", &value), 0);
	assert_true(value.number == 4096 && value.number2 == -1);
	assert_true(parse(CONF_SERVICE_LIMIT_NOFILE, "2:1", &value) < 0);
	assert_int_equal(parse(CONF_SERVICE_SUCCESS, "30-33", &value), 0);
	assert_true(value.codes.exits[0] == 3u << 30 && value.codes.exits[1] == 3u);
	assert_int_equal(parse(CONF_SERVICE_SUCCESS, "HUP", &value), 0);
	assert_true(value.codes.signals == 1);
	assert_true(parse(CONF_SERVICE_SUCCESS, "4-2", &value) < 0);
	assert_true(parse(CONF_SERVICE_SUCCESS, "256", &value) < 0);
	assert_int_equal(parse(CONF_SERVICE_STOP_SIGNAL, "QUIT:20s", &value), 0);
	assert_true(value.stop_count == 1 && value.stops[0].wait == SECONDS(20));
	assert_int_equal(parse(CONF_SERVICE_STOP_SIGNAL, "TERM", &value), 0);
	assert_true(value.stops[0].wait == -1);
	assert_int_equal(parse(CONF_SERVICE_READY, "fd:1023", &value), 0);
	assert_true(value.number == READY_FD && value.number2 == 1023);
	assert_true(parse(CONF_SERVICE_READY, "fd:2", &value) < 0);
	assert_int_equal(parse(CONF_SERVICE_STDOUT, "pipe:log", &value), 0);
	assert_true(value.number == STDIO_PIPE && strcmp(value.text, "log") == 0);
}

#define DURATION "expected a duration (250ms, 10s, 5m, 2h), 0 to 24h; "

/* A message has the value, the expected values, and a suggestion, a hint or an example. */
static void messages_of_refused_values(void **state)
{
	static const struct {
		enum conf_key key;
		char *words[4];
		const char *message;
	} table[] = {
		{ CONF_SERVICE_NICE,
		  { (char *)"20" },
		  "= 20: expected a number, -20 to 19; for example \"nice = 10\"" },
		{ CONF_SERVICE_STOP_TIMEOUT,
		  { (char *)"30" },
		  "= 30: " DURATION "did you mean 30s?" },
		{ CONF_SERVICE_STOP_TIMEOUT,
		  { (char *)"30", (char *)"sec" },
		  "= 30 sec: " DURATION "did you mean 30s?" },
		/* A value that is out of range is not suggested. */
		{ CONF_SERVICE_STOP_TIMEOUT,
		  { (char *)"100000" },
		  "= 100000: " DURATION "for example \"stop-timeout = 30s\"" },
		{ CONF_SERVICE_HEALTH_INTERVAL,
		  { (char *)"20ms" },
		  "= 20ms: expected a duration (250ms, 10s, 5m, 2h), 100ms to 24h; for "
		  "example \"health-interval = 30s\"" },
		{ CONF_SERVICE_LOG_RING,
		  { (char *)"2G" },
		  "= 2G: expected a size (bytes, or with K, M, G, T), 0 to 1G; for example "
		  "\"log-ring = 1M\"" },
		{ CONF_SERVICE_MAIN,
		  { (char *)"yse" },
		  "= yse: expected yes or no; did you mean yes?" },
		{ CONF_SERVICE_RESTART,
		  { (char *)"unless-stopped" },
		  "= unless-stopped: expected one of always, on-failure, never; did you "
		  "mean always?" },
		{ CONF_SERVICE_DIRECTORY,
		  { (char *)"a" },
		  "= a: expected an absolute path; for example \"directory = /srv/app\"" },
		{ CONF_INIT_MOUNTS,
		  { (char *)"auto", (char *)"no" },
		  "= auto no: 2 words where one is expected: quote the value (\"...\") if "
		  "it contains blanks; expected one of auto, yes, no" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		struct conf_value value;
		char why[700];
		size_t count = 0;

		while (table[i].words[count])
			count++;
		assert_int_equal(value_parse(table[i].key, table[i].words, count, &value,
					     &TEXT(why)),
				 -22); /* EINVAL */
		assert_string_equal(why, table[i].message);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_of_each_kind),
		cmocka_unit_test(values_with_parts),
		cmocka_unit_test(messages_of_refused_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
