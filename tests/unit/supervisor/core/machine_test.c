/* tests/unit/supervisor/core/machine_test.c - checks every cell of the transition table. */
#include "supervisor/core/machine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka.h needs the headers above. */
#include <cmocka.h>

/* clang-format off */
/* One row per state, one word per event in the order of SVC_EVENTS: the next state as two
 * of the `letters`, then the order as one of the `orders`. A dot means that it cannot
 * happen. */
static const char orders[SVC_ORDER_COUNT + 1] = " pu!-sk";
static const char *const want[SVC_STATE_COUNT] = {
	/* WANT SKIP PREP UNPR MET NEED STOP PREST PRESTD UNHEA READY TIME LAST KILL
	 * AGAIN WAIT DOWN DONE FAILED */
	[SVC_SKIPPED]  = "wa sk .   .   .   .  sk  .    .    .    .  .    .    .    .  .  .  .  .",
	[SVC_DOWN]     = "wa sk .   .   .   .  do  .    .    .    .  .    .    .    .  .  .  .  .",
	[SVC_WAITING]  = "wa sk wap wau st! fa do  .    .    .    .  .    .    .    ba wa do .  fa",
	[SVC_STARTING] = "st .  .   .   .   .  sos .    .    .    re sos  .    kik  ba wa do dn fa",
	[SVC_READY]    = "re .  .   .   .   .  sos so-  .    sos  re .    .    kik  ba wa do dn fa",
	[SVC_STOPPING] = "so .  .   .   .   .  so  .    sos  .    so sos  kik  kik  ba wa do dn fa",
	[SVC_KILLING]  = "ki .  .   .   .   .  ki  .    .    .    ki kik  .    kik  ba wa do dn fa",
	[SVC_BACKOFF]  = "wa sk .   .   .   .  do  .    .    .    .  wa   .    .    .  .  .  .  .",
	[SVC_DONE]     = "wa sk .   .   .   .  do  .    .    .    .  .    .    .    .  .  .  .  .",
	[SVC_FAILED]   = "wa sk .   .   .   .  do  .    .    .    .  .    .    .    .  .  .  .  .",
};
static const char *const letters[SVC_STATE_COUNT] = {
	[SVC_SKIPPED] = "sk", [SVC_DOWN] = "do", [SVC_WAITING] = "wa", [SVC_STARTING] = "st",
	[SVC_READY] = "re", [SVC_STOPPING] = "so", [SVC_KILLING] = "ki", [SVC_BACKOFF] = "ba",
	[SVC_DONE] = "dn", [SVC_FAILED] = "fa",
};
/* clang-format on */

static void every_cell(void **state)
{
	(void)state;
	for (unsigned s = 0; s < SVC_STATE_COUNT; s++) {
		const char *at = want[s];

		for (unsigned e = 0; e < SVC_EVENT_COUNT; e++) {
			struct svc_move move =
				svc_next((enum svc_state)s, (enum svc_event)e);

			at += strspn(at, " ");
			assert_int_equal(move.known, *at != '.');
			if (move.known) {
				assert_memory_equal(at, letters[move.to], 2);
				at++;
				if (at[1] == '\0' || at[1] == ' ')
					assert_int_equal(move.order, ORDER_NOTHING);
				else
					assert_int_equal(orders[move.order], *++at);
			}
			at++;
		}
		assert_int_equal(*at, '\0');
	}
}

static void no_order_without_sense(void **state)
{
	(void)state;
	for (unsigned s = 0; s < SVC_STATE_COUNT; s++) {
		for (unsigned e = 0; e < SVC_EVENT_COUNT; e++) {
			struct svc_move move =
				svc_next((enum svc_state)s, (enum svc_event)e);
			bool before = svc_has_process((enum svc_state)s);

			if (!move.known)
				continue;
			if (move.order == ORDER_SPAWN)
				assert_true(!before && svc_has_process(move.to));
			if (move.order == ORDER_SIGNAL || move.order == ORDER_KILL)
				assert_true(before && svc_has_process(move.to));
			if (e >= ON_DIED_AGAIN)
				assert_true((before || s == SVC_WAITING) &&
					    !svc_has_process(move.to));
			else if (move.order != ORDER_SPAWN)
				assert_int_equal(before, svc_has_process(move.to));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_cell),
		cmocka_unit_test(no_order_without_sense),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
