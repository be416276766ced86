/* supervisor/logger/base/loop_phase.c - checks moves of the loop's phase by a table. */
#include "supervisor/logger/base/logger.h"

#define TO(phase) (1u << LOOP_##phase)

static const uint8_t legal[LOOP_PHASE_COUNT] = {
	[LOOP_NEW] = TO(LOADING),      [LOOP_LOADING] = TO(SERVING) | TO(HANDED_OVER),
	[LOOP_HANDED_OVER] = 0,        [LOOP_SERVING] = TO(DRAINING) | TO(HANDED_OVER),
	[LOOP_DRAINING] = TO(GAVE_UP), [LOOP_GAVE_UP] = 0,
};

bool loop_move_is_legal(enum loop_phase from, enum loop_phase to)
{
	return legal[from] >> to & 1;
}

void loop_set_phase(struct logger *lg, enum loop_phase to)
{
	enum loop_phase from = lg->phase;

	lg->phase = to;
	if (!loop_move_is_legal(from, to))
		logger_warn(lg, "bug: the logger goes from phase %d to %d", (int)from,
			    (int)to);
}
