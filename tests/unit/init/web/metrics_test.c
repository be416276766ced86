/* tests/unit/init/web/metrics_test.c - checks the metrics of given rows.
 *
 * Every state of a unit has a number of supervisord. */
#include "init/web/metrics.h"

#include "init/web/metric_values.h"
#include "supervisor/core/machine.h"

#include <stdlib.h>
#include <string.h>

/* cmocka.h needs these headers before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The caller frees the text. */
static char *print_rows(const char *json, bool open_metrics)
{
	json_t *rows = json ? json_loads(json, 0, NULL) : NULL;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	metrics_print(out, rows, open_metrics);
	fclose(out);
	json_decref(rows);
	return text;
}

static void assert_has(const char *json, bool open_metrics, const char *line)
{
	char *text = print_rows(json, open_metrics);

	if (!strstr(text, line))
		fail_msg("no \"%s\" in:\n%s", line, text);
	free(text);
}

static void test_down(void **state)
{
	char *text = print_rows(NULL, false);

	(void)state;
	assert_non_null(strstr(text, "\nctinit_up 0\n"));
	assert_null(strstr(text, "ctinit_units"));
	free(text);
}

static void test_labels(void **state)
{
	(void)state;
	assert_has("[{\"type\":\"unit\",\"name\":\"a\\\"\\\\\\n@2\",\"state\":\"ready\"}]",
		   false,
		   "node_supervisord_state{name=\"a\\\"\\\\\\n@2\",group=\"a\\\"\\\\\\n\"} "
		   "20\n");
	assert_has("[{\"type\":\"unit\",\"name\":\"a\",\"groups\":[\"g\",\"h\"],"
		   "\"state\":\"ready\"}]",
		   false, "node_supervisord_up{name=\"a\",group=\"g\"} 1\n");
}

static void test_values(void **state)
{
	static const char rows[] =
		"[{\"type\":\"container\",\"name\":\"c\",\"at_ms\":100005,\"up_ms\":5},"
		"{\"type\":\"unit\",\"name\":\"a\",\"state\":\"ready\",\"pid\":7,"
		"\"starts\":2,"
		"\"wanted_ms\":3,\"spawned_ms\":8,\"ready_ms\":1015,\"signal\":\"SIGTERM\"}"
		","
		"{\"type\":\"usage\",\"name\":\"a\",\"cpu_usec\":2000007}]";

	(void)state;
	assert_has(rows, false, "\nctinit_start_time_seconds 100.000\n");
	assert_has(rows, false, "{name=\"a\",group=\"a\"} 100.008\n");
	assert_has(rows, false, "_last_start_duration_seconds{name=\"a\"} 1.012\n");
	assert_has(rows, false, "ctinit_unit_cpu_seconds_total{name=\"a\"} 2.000007\n");
	assert_has(rows, false,
		   "node_supervisord_exit_status{name=\"a\",group=\"a\"} 143\n");
	assert_has(rows, false, "# TYPE ctinit_unit_starts_total counter\n");
	assert_has(rows, true, "# TYPE ctinit_unit_starts counter\n");
	assert_has(rows, true, "ctinit_unit_starts_total{name=\"a\"} 2\n# ");
	assert_has(rows, true, "\n# EOF\n");
}

static void test_states(void **state)
{
#define X(id, word, ...) word,
	static const char *const words[] = { SVC_STATES(X) };
#undef X
	char json[128];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		snprintf(json, sizeof json,
			 "[{\"type\":\"unit\",\"name\":\"a\",\"state\":\"%s\"}]", words[i]);
		char *text = print_rows(json, false);

		assert_null(strstr(text, " 1000\n"));
		free(text);
	}
	assert_has("[{\"type\":\"unit\",\"name\":\"a\",\"state\":\"odd\"}]", false,
		   " 1000\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_down),
		cmocka_unit_test(test_labels),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_states),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
