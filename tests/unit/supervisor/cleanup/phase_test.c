/* tests/unit/supervisor/cleanup/phase_test.c - checks every cell of the transition
 * table. */
#include "supervisor/cleanup/phase.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

#define BUG CLEANUP_PHASE_COUNT

/* clang-format off */
#define NONE   CLEANUP_NONE
#define ZOMBIE CLEANUP_ZOMBIE
#define TERM   CLEANUP_TERM_SENT
#define KILL   CLEANUP_KILL_SENT

static const enum cleanup_phase expected[CLEANUP_PHASE_COUNT][CLEANUP_EVENT_COUNT] = {
	/*                        DEATH   REPLACED TERM  KILL  EMPTY */
	[CLEANUP_NONE]      = { ZOMBIE, BUG,  BUG,  BUG,  BUG },
	[CLEANUP_ZOMBIE]    = { ZOMBIE, NONE, TERM, KILL, NONE },
	[CLEANUP_TERM_SENT] = { BUG,    BUG,  BUG,  KILL, NONE },
	[CLEANUP_KILL_SENT] = { BUG,    BUG,  BUG,  KILL, NONE },
};
/* clang-format on */

static void every_cell(void **state)
{
	(void)state;
	for (enum cleanup_phase from = 0; from < CLEANUP_PHASE_COUNT; from++) {
		for (enum cleanup_event on = 0; on < CLEANUP_EVENT_COUNT; on++) {
			enum cleanup_phase to = from;
			bool is_legal = cleanup_phase_move(&to, on);

			assert_int_equal(is_legal, expected[from][on] != BUG);
			assert_int_equal(to, is_legal ? expected[from][on] : from);
		}
	}
}

/* After SIGTERM only an empty unit ends the clean-up. */
static void a_signal_is_followed_by_the_end(void **state)
{
	(void)state;
	for (enum cleanup_event on = 0; on < CLEANUP_EVENT_COUNT; on++) {
		enum cleanup_phase to = CLEANUP_TERM_SENT;

		cleanup_phase_move(&to, on);
		assert_int_equal(to == CLEANUP_NONE, on == CLEANUP_ON_EMPTY);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_cell),
		cmocka_unit_test(a_signal_is_followed_by_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
