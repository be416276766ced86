/* tests/unit/supervisor/logger/base/source_state_test.c - checks the legal transitions of a
 * source. */
#include "supervisor/logger/base/logger.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A row for each state, a column for each next state; x means legal. The columns are in the
 * order of the rows: idle, armed, ready, polled, refused, busy, blocked, held, hung up,
 * retired. */
static const char *const table[SOURCE_STATE_COUNT] = {
	[SOURCE_IDLE] = "xx.xx.xxxx",    [SOURCE_ARMED] = "x.x..xxx..",
	[SOURCE_READY] = "xx.xxxxx..",   [SOURCE_POLLED] = "x....xxx..",
	[SOURCE_REFUSED] = ".x.xxxxx..", [SOURCE_BUSY] = ".x.xx.xx..",
	[SOURCE_BLOCKED] = "xx.xx.xx..", [SOURCE_HELD] = "x.....xx.x",
	[SOURCE_HUNG_UP] = "xx.xx.xx..", [SOURCE_RETIRED] = "..........",
};

static void every_move_is_legal_or_not(void **state)
{
	(void)state;
	for (int from = 0; from < SOURCE_STATE_COUNT; from++)
		for (int to = 0; to < SOURCE_STATE_COUNT; to++)
			assert_int_equal(source_move_is_legal((enum source_state)from,
							      (enum source_state)to),
					 table[from][to] == 'x');
}

/* The loop must not watch a source that waits for something else. */
static void only_three_states_are_watched(void **state)
{
	(void)state;
	for (int i = 0; i < SOURCE_STATE_COUNT; i++) {
		const struct source src = { .state = (uint8_t)i };

		assert_int_equal(source_is_watched(&src), i == SOURCE_ARMED ||
								  i == SOURCE_READY ||
								  i == SOURCE_POLLED);
	}
}

/* The logger continues after a bug, because all output depends on it. */
static void an_illegal_move_is_reported_and_made(void **state)
{
	struct log_memory *shared = calloc(1, log_memory_size(1));
	struct logger lg = { .memory = shared };
	struct stream s = { .name = (char[]){ "web" } };
	struct source src = { .stream = &s, .id = 5, .state = SOURCE_RETIRED };

	(void)state;
	assert_non_null(shared);
	for (int i = 0; i < 2; i++)
		lg.console[i] = (struct console){
			.memory = shared, .index = i, .fd = -1, .kind = CONSOLE_POLLED
		};
	source_set_state(&lg, &src, SOURCE_ARMED);
	assert_int_equal(src.state, SOURCE_ARMED);
	assert_non_null(strstr(shared->console_buffer[1],
			       "bug: source 5 of web goes from retired to armed"));
	free(shared);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_move_is_legal_or_not),
		cmocka_unit_test(only_three_states_are_watched),
		cmocka_unit_test(an_illegal_move_is_reported_and_made),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
