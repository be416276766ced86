/* tests/unit/supervisor/hooks/hook_state_test.c - checks every cell of the transition
 * table. */
#include "supervisor/hooks/hook_state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#define BUG HOOK_STATE_COUNT

/* clang-format off */
static const enum hook_state expected[HOOK_STATE_COUNT][HOOK_EVENT_COUNT] = {
	/*                          READ_ENV          FIND_SCRIPT          RUN           STOP           ABANDON    END */
	[HOOK_IDLE]           = { HOOK_READING_ENV, HOOK_FINDING_SCRIPT, HOOK_RUNNING, BUG,           HOOK_IDLE, BUG },
	[HOOK_READING_ENV]    = { BUG,              BUG,                 BUG,          BUG,           HOOK_IDLE, HOOK_IDLE },
	[HOOK_FINDING_SCRIPT] = { BUG,              BUG,                 BUG,          BUG,           HOOK_IDLE, HOOK_IDLE },
	[HOOK_RUNNING]        = { BUG,              BUG,                 BUG,          HOOK_STOPPING, HOOK_IDLE, HOOK_IDLE },
	[HOOK_STOPPING]       = { BUG,              BUG,                 BUG,          HOOK_STOPPING, HOOK_IDLE, HOOK_IDLE },
};
/* clang-format on */

static void every_cell(void **state)
{
	(void)state;
	for (enum hook_state from = 0; from < HOOK_STATE_COUNT; from++) {
		for (enum hook_event on = 0; on < HOOK_EVENT_COUNT; on++) {
			enum hook_state to = from;
			bool is_legal = hook_state_move(&to, on);

			assert_int_equal(is_legal, expected[from][on] != BUG);
			assert_int_equal(to, is_legal ? expected[from][on] : from);
		}
	}
}

/* Abandoning a helper leads back to idle from every state. */
static void every_state_can_end(void **state)
{
	(void)state;
	for (enum hook_state from = 0; from < HOOK_STATE_COUNT; from++) {
		enum hook_state to = from;

		assert_true(hook_state_move(&to, HOOK_ON_ABANDON));
		assert_int_equal(to, HOOK_IDLE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_cell),
		cmocka_unit_test(every_state_can_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
