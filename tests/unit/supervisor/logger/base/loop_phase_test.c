/* tests/unit/supervisor/logger/base/loop_phase_test.c - checks the legal transitions of the
 * logger. */
#include "supervisor/logger/base/logger.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* A row for each phase, a column for each next phase; x means legal. The columns are in the
 * order of the rows: new, loading, handed over, serving, draining, gave up. */
static const char *const table[LOOP_PHASE_COUNT] = {
	[LOOP_NEW] = ".x....",         [LOOP_LOADING] = "..xx..",
	[LOOP_HANDED_OVER] = "......", [LOOP_SERVING] = "..x.x.",
	[LOOP_DRAINING] = ".....x",    [LOOP_GAVE_UP] = "......",
};

static void every_move_is_legal_or_not(void **state)
{
	(void)state;
	for (int from = 0; from < LOOP_PHASE_COUNT; from++)
		for (int to = 0; to < LOOP_PHASE_COUNT; to++)
			assert_int_equal(loop_move_is_legal((enum loop_phase)from,
							    (enum loop_phase)to),
					 table[from][to] == 'x');
}

/* Sources are read from the start of serving to the end, but not after a handover. */
static void phases_in_which_sources_are_read(void **state)
{
	(void)state;
	for (int i = 0; i < LOOP_PHASE_COUNT; i++) {
		const struct logger lg = { .phase = (enum loop_phase)i };
		bool draining = i == LOOP_DRAINING || i == LOOP_GAVE_UP;

		assert_int_equal(loop_is_draining(&lg), draining);
		assert_int_equal(loop_is_serving(&lg), draining || i == LOOP_SERVING);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_move_is_legal_or_not),
		cmocka_unit_test(phases_in_which_sources_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
