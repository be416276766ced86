/* tests/unit/supervisor/control/reply_test.c - writes lines of replies, also those that do
 * not fit. */
#include "supervisor/control/reply.h"

#include "conf/base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static char page[CONTROL_LINE_MAX + 1];

static struct reply empty_reply(void)
{
	memset(page, 0, sizeof page);
	return (struct reply){ .page = page };
}

static void fields_have_their_types(void **state)
{
	struct reply reply = empty_reply();

	(void)state;
	reply_begin(&reply, "unit");
	reply_text(&reply, "name", "a\"b\n");
	reply_text(&reply, "why", NULL);
	reply_number(&reply, "pid", -7);
	reply_bool(&reply, "enabled", true);
	reply_array(&reply, "groups");
	reply_item(&reply, "x");
	reply_item(&reply, "y");
	reply_array_end(&reply);
	reply_array(&reply, "needs");
	reply_array_end(&reply);
	assert_true(reply_end(&reply));
	assert_string_equal(page,
			    "{\"type\":\"unit\",\"name\":\"a\\\"b\\n\",\"pid\":-7,"
			    "\"enabled\":true,\"groups\":[\"x\",\"y\"],\"needs\":[]}\n");
}

static void the_last_line(void **state)
{
	struct reply reply = empty_reply();

	(void)state;
	assert_true(reply_ok(&reply));
	assert_true(reply_error(&reply, 3, "%s: no", "x"));
	assert_string_equal(page, "{\"ok\":true}\n"
				  "{\"ok\":false,\"exit\":3,\"error\":\"x: no\"}\n");
}

/* Whatever the page has room for, only whole lines are in it. */
static void a_line_that_does_not_fit_is_taken_back(void **state)
{
	(void)state;
	for (uint32_t used = 0; used <= CONTROL_LINE_MAX; used++) {
		struct reply reply = empty_reply();
		bool fits = CONTROL_LINE_MAX - used >= 12;

		reply.used = used;
		assert_int_equal(reply_ok(&reply), fits);
		assert_int_equal(reply.used, fits ? used + 12 : used);
		assert_int_equal(reply.full, !fits);
		assert_int_equal(page[CONTROL_LINE_MAX], 0);
	}
}

/* The longest line, with texts that double or grow six times, fits into an empty page. */
static void long_values_are_cut(void **state)
{
	struct reply reply = empty_reply();
	char text[2000];

	(void)state;
	memset(text, '\1', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	assert_true(reply_error(&reply, 1, "%s", text));
	assert_true(json_is_object(page, reply.used));
	reply = empty_reply();
	reply_begin(&reply, "unit");
	reply_array(&reply, "needs");
	for (int i = 0; i < 1000; i++)
		reply_item(&reply, "a-service-with-a-long-name-of-32");
	reply_array_end(&reply);
	assert_true(reply_end(&reply));
	assert_true(json_is_object(page, reply.used));
}

/* Text after a full array is cut too, and an item that would make the line too long is left
 * out whole. */
static void a_text_after_a_full_array_is_cut(void **state)
{
	struct reply reply = empty_reply();
	char text[500];

	(void)state;
	memset(text, '\xc9', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	reply_begin(&reply, "unit");
	reply_array(&reply, "needs");
	for (int i = 0; i < 10; i++)
		reply_item(&reply, text);
	reply_array_end(&reply);
	assert_in_range(reply.end, 1000, 3001);
	reply_text(&reply, "why", text);
	reply_number(&reply, "pid", INT64_MIN);
	assert_true(reply_end(&reply));
	assert_true(json_is_object(page, reply.used));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_have_their_types),
		cmocka_unit_test(the_last_line),
		cmocka_unit_test(a_line_that_does_not_fit_is_taken_back),
		cmocka_unit_test(long_values_are_cut),
		cmocka_unit_test(a_text_after_a_full_array_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
