/* tests/unit/supervisor/child/event_text_test.c - formats events as variables and as JSON. */
#include "supervisor/child/event_text.h"

#include "conf/base/json.h"
#include "supervisor/child/event_command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *json(const struct event *event)
{
	static char out[EVENT_JSON_MAX + 1];
	size_t n = event_json(event, out);

	assert_in_range(n, 1, EVENT_JSON_MAX);
	assert_true(json_is_object(out, n));
	out[n] = '\0';
	return out;
}

static const char *variables(const struct event *event)
{
	static char all[2000];
	char line[400];
	unsigned i = 0;
	size_t n;

	all[0] = '\0';
	while ((n = event_variable(event, &i, line, sizeof line)) > 0) {
		assert_int_equal(n, strlen(line));
		strcat(strcat(all, line), "\n");
	}
	return all;
}

static void only_what_is_known(void **state)
{
	const struct event event = { .kind = EVENT_STARTED, .code = -1, .at_ms = 5 };

	(void)state;
	assert_string_equal(json(&event),
			    "{\"event\":\"container-started\",\"at_ms\":5}\n");
	assert_string_equal(variables(&event), "CTINIT_EVENT=container-started\n");
}

static void everything(void **state)
{
	const struct event event = { .kind = EVENT_FAILED,
				     .code = 0,
				     .from = "ready",
				     .to = "failed",
				     .at_ms = 1796005036560,
				     .service = "web@2",
				     .reason = "said \"no\"\n" };

	(void)state;
	assert_string_equal(json(&event),
			    "{\"event\":\"failed\",\"at_ms\":1796005036560,\"service\":"
			    "\"web@2\",\"from\":\"ready\",\"to\":\"failed\",\"reason\":"
			    "\"said \\\"no\\\"\\n\",\"code\":0}\n");
	assert_string_equal(variables(&event),
			    "CTINIT_EVENT=failed\nCTINIT_SERVICE=web@2\nCTINIT_FROM=ready\n"
			    "CTINIT_TO=failed\nCTINIT_REASON=said "
			    "\"no\"\n\nCTINIT_CODE=0\n");
}

static void the_longest_texts_fit(void **state)
{
	struct event event = { .kind = EVENT_ALL_READY,
			       .code = INT16_MAX,
			       .from = "stopping",
			       .to = "stopping",
			       .at_ms = INT64_MIN };

	(void)state;
	memset(event.service, '\001', sizeof event.service - 1);
	memset(event.reason, '\001', sizeof event.reason - 1);
	json(&event);
}

static void moves(void **state)
{
	(void)state;
	for (unsigned from = 0; from < SVC_STATE_COUNT; from++)
		for (unsigned to = 0; to < SVC_STATE_COUNT; to++)
			assert_in_range(event_of_move((enum svc_state)from,
						      (enum svc_state)to),
					EVENT_READY, EVENT_KIND_COUNT);
	assert_int_equal(event_of_move(SVC_WAITING, SVC_DOWN), EVENT_KIND_COUNT);
	assert_int_equal(event_of_move(SVC_STOPPING, SVC_DOWN), EVENT_STOPPED);
	assert_int_equal(event_of_move(SVC_READY, SVC_STOPPING), EVENT_KIND_COUNT);
	assert_int_equal(event_of_move(SVC_WAITING, SVC_FAILED), EVENT_FAILED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_is_known),
		cmocka_unit_test(everything),
		cmocka_unit_test(the_longest_texts_fit),
		cmocka_unit_test(moves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
