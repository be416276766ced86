/* tests/unit/supervisor/reload/diff_test.c - checks how a reload changes each unit. */
#include "supervisor/reload/reload.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#include "tests/unit/supervisor/host.h"

static const char before[] = "[setup:prepare]\ncommand = true\n"
			     "[service:same]\ncommand = sleep 1\n"
			     "[service:live]\ncommand = sleep 1\nstop-timeout = 1s\n"
			     "[service:other]\ncommand = sleep 1\n"
			     "[service:gone]\ncommand = sleep 1\n";
static const char after[] = "[setup:prepare]\ncommand = false\n"
			    "[service:fresh]\ncommand = sleep 1\n"
			    "[service:other]\ncommand = sleep 2\n"
			    "[service:live]\ncommand = sleep 1\nstop-timeout = 2s\n"
			    "[service:same]\ncommand = sleep 1\n";

#define MAX 8

static void every_kind_of_change(void **state)
{
	static const struct {
		enum change change;
		int32_t old_index;
		bool recreate;
	} expected[] = {
		{ CHANGE_KEEP, 0, false },   { CHANGE_ADD, -1, false },
		{ CHANGE_RESTART, 3, true }, { CHANGE_LIVE, 2, false },
		{ CHANGE_KEEP, 1, false },
	};
	/* The setup stays; of the services only "other" and "gone" stop. */
	static const bool retire[] = { false, false, false, true, true };
	static const int32_t new_index[] = { 0, 4, 3, 2, -1 };
	static int32_t old[MAX], new[MAX];
	static uint8_t change[MAX];
	static bool recreate[MAX], in_start[MAX], retired[MAX], restart[MAX];
	struct reload reload = {
		.count = 5,
		.old_index = old,
		.new_index = new,
		.change = change,
		.recreate = recreate,
		.was_in_start = in_start,
		.retire = retired,
		.restart = restart,
	};

	(void)state;
	host_begin(before);
	reload.conf = host_load(after);
	reload_diff(sup_context(host_sup), &reload);
	for (uint32_t i = 0; i < ARRAY_LEN(expected); i++) {
		assert_int_equal(change[i], expected[i].change);
		assert_int_equal(old[i], expected[i].old_index);
		assert_int_equal(recreate[i], expected[i].recreate);
	}
	for (uint32_t i = 0; i < ARRAY_LEN(retire); i++) {
		assert_int_equal(retired[i], retire[i]);
		assert_int_equal(new[i], new_index[i]);
	}
	assert_true(in_start[2] && in_start[3] && in_start[4]);
	assert_false(in_start[1]);
	assert_false(reload_leaves_nothing(sup_context(host_sup), &reload));
	conf_free(reload.conf);
	host_end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
