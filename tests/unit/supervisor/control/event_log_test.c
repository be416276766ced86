/* tests/unit/supervisor/control/event_log_test.c - fills the ring of events, and reads what
 * is left. */
#include "conf/base/control_list.h"
#include "supervisor/control/event_log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct core_order move = { .from = SVC_DOWN,
					.to = SVC_WAITING,
					.on = ON_WANT };

/* Each event that is kept has the name and the reason that were written with its number. */
static void check_all(size_t reason)
{
	struct logged_event event;
	char name[EVENT_NAME_MAX + 1];

	for (uint64_t n = event_log_first(); n < event_log_end(); n++) {
		event_log_get(n, &event);
		snprintf(name, sizeof name, "s%llu", (unsigned long long)n);
		assert_string_equal(event.name, name);
		assert_int_equal(strlen(event.why),
				 reason < EVENT_WHY_MAX ? reason : EVENT_WHY_MAX);
		assert_int_equal(event.to, SVC_WAITING);
		assert_int_equal(event.on, ON_WANT);
		assert_true(event.at_ms > 1600000000000);
	}
}

static void add_some(unsigned count, size_t reason)
{
	char why[300] = "", name[EVENT_NAME_MAX + 1];

	memset(why, 'w', reason);
	for (unsigned i = 0; i < count; i++) {
		snprintf(name, sizeof name, "s%llu", (unsigned long long)event_log_end());
		event_log_add(name, &move, why);
	}
}

static void the_last_ones_are_kept(void **state)
{
	(void)state;
	assert_int_equal(event_log_end(), 0);
	add_some(3, 0);
	assert_int_equal(event_log_first(), 0);
	check_all(0);
	add_some(200, 0);
	assert_int_equal(event_log_end() - event_log_first(), CONTROL_EVENTS_MAX);
	check_all(0);
	add_some(100, 60); /* fewer fit into the page */
	assert_true(event_log_end() - event_log_first() > 40);
	check_all(60);
	add_some(100, 200);
	assert_true(event_log_end() - event_log_first() > 20);
	check_all(200);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(the_last_ones_are_kept) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
