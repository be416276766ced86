/* tests/unit/supervisor/output/logger_phase_test.c - checks every cell of the logger's
 * transition table. */
#include "supervisor/output/logger_phase.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

/* clang-format off */
/* One row per phase, one word per event: the letter of the next phase, then a letter of
 * `orders` if there is an order. A dot means that it cannot happen. The table is repeated
 * here on purpose. */
static const char orders[LOGGER_ORDER_COUNT + 1] = " slwhe";
static const char phases[LOGGER_PHASE_COUNT + 1] = "NBSVehF";
static const char *const want[LOGGER_PHASE_COUNT] = {
	/*                         NEED RETRY NOTST SERV REPL DIED HAND DRAIN LATE
	 *                         USELESS */
	[LOGGER_NONE]           = "Ss   .     .     .    N    .    .    .     .    .",
	[LOGGER_BACKOFF]        = "B    Ss    .     .    B    .    .    .     F    .",
	[LOGGER_STARTING]       = "S    .     Bl    Vw   eh   Bl   .    N     F    Fe",
	[LOGGER_SERVING]        = "V    .     .     .    hh   Bl   .    N     F    .",
	[LOGGER_HANDOVER_EARLY] = "e    .     .     hw   eh   Bl   Ss   .     F    Fe",
	[LOGGER_HANDOVER]       = "h    .     .     .    hh   Bl   Ss   .     F    .",
	[LOGGER_FAILED]         = "F    F     .     F    F    F    .    .     .    .",
};
/* clang-format on */

static void every_cell(void **state)
{
	(void)state;
	for (unsigned p = 0; p < LOGGER_PHASE_COUNT; p++) {
		const char *pos = want[p];

		for (unsigned e = 0; e < LOGGER_EVENT_COUNT; e++) {
			struct logger_move move =
				logger_next((enum logger_phase)p, (enum logger_event)e);

			pos += strspn(pos, " ");
			assert_int_equal(move.known, *pos != '.');
			if (move.known) {
				assert_int_equal(phases[move.to], *pos);
				if (pos[1] == ' ' || pos[1] == '\0')
					assert_int_equal(move.order, LOGGER_DO_NOTHING);
				else
					assert_int_equal(orders[move.order], *++pos);
			}
			pos++;
		}
		assert_int_equal(*pos, '\0');
	}
}

/* A logger is started only if no logger runs, and never after PID 1 has given up on it. */
static void no_second_logger(void **state)
{
	(void)state;
	for (unsigned p = 0; p < LOGGER_PHASE_COUNT; p++) {
		for (unsigned e = 0; e < LOGGER_EVENT_COUNT; e++) {
			struct logger_move move =
				logger_next((enum logger_phase)p, (enum logger_event)e);
			bool ends = e >= LOGGER_ON_DIED && e != LOGGER_ON_LATE;

			if (!move.known)
				continue;
			if (p == LOGGER_FAILED)
				assert_int_equal(move.to, LOGGER_FAILED);
			if (move.order == LOGGER_DO_START) {
				assert_int_equal(move.to, LOGGER_STARTING);
				assert_true(ends || !logger_phase_has_process(
							    (enum logger_phase)p));
			}
			if (ends && move.order != LOGGER_DO_START)
				assert_false(logger_phase_has_process(move.to));
			if (logger_phase_is_handover(move.to))
				assert_true(logger_phase_has_process((enum logger_phase)p));
		}
	}
}

/* Each phase can be reached from NONE. */
static void every_phase_is_reached(void **state)
{
	bool reached[LOGGER_PHASE_COUNT] = { [LOGGER_NONE] = true };

	(void)state;
	for (unsigned round = 0; round < LOGGER_PHASE_COUNT; round++)
		for (unsigned p = 0; p < LOGGER_PHASE_COUNT; p++)
			for (unsigned e = 0; reached[p] && e < LOGGER_EVENT_COUNT; e++) {
				struct logger_move move = logger_next((enum logger_phase)p,
								      (enum logger_event)e);

				if (move.known)
					reached[move.to] = true;
			}
	for (unsigned p = 0; p < LOGGER_PHASE_COUNT; p++)
		assert_true(reached[p]);
}

static void the_logger_has_served_in_two_phases(void **state)
{
	(void)state;
	for (enum logger_phase p = 0; p < LOGGER_PHASE_COUNT; p++)
		assert_int_equal(logger_phase_has_served(p),
				 p == LOGGER_SERVING || p == LOGGER_HANDOVER);
}

static void each_phase_and_event_has_its_name(void **state)
{
#define X(name, ...) #name,
	static const char *const phase_names[] = { LOGGER_PHASES(X) };
	static const char *const event_names[] = { LOGGER_EVENTS(X) };
#undef X
	(void)state;
	for (enum logger_phase p = 0; p < LOGGER_PHASE_COUNT; p++)
		assert_string_equal(logger_phase_name(p), phase_names[p]);
	for (enum logger_event e = 0; e < LOGGER_EVENT_COUNT; e++)
		assert_string_equal(logger_event_name(e), event_names[e]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_cell),
		cmocka_unit_test(no_second_logger),
		cmocka_unit_test(every_phase_is_reached),
		cmocka_unit_test(the_logger_has_served_in_two_phases),
		cmocka_unit_test(each_phase_and_event_has_its_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
