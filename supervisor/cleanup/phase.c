/* supervisor/cleanup/phase.c - moves a clean-up from phase to phase. */
#include "supervisor/cleanup/phase.h"

struct cleanup_phase_row {
	bool is_legal;
	enum cleanup_phase to;
};

#define TO(phase)             \
	{                     \
		true, (phase) \
	}

/* clang-format off */
static const struct cleanup_phase_row moves[CLEANUP_PHASE_COUNT][CLEANUP_EVENT_COUNT] = {
	[CLEANUP_NONE] = {
		[CLEANUP_ON_DEATH]    = TO(CLEANUP_ZOMBIE),
	},
	[CLEANUP_ZOMBIE] = {
		[CLEANUP_ON_DEATH]    = TO(CLEANUP_ZOMBIE),
		[CLEANUP_ON_REPLACED] = TO(CLEANUP_NONE),
		[CLEANUP_ON_TERM]     = TO(CLEANUP_TERM_SENT),
		[CLEANUP_ON_KILL]     = TO(CLEANUP_KILL_SENT),
		[CLEANUP_ON_EMPTY]    = TO(CLEANUP_NONE),
	},
	[CLEANUP_TERM_SENT] = {
		[CLEANUP_ON_KILL]     = TO(CLEANUP_KILL_SENT),
		[CLEANUP_ON_EMPTY]    = TO(CLEANUP_NONE),
	},
	[CLEANUP_KILL_SENT] = {
		[CLEANUP_ON_KILL]     = TO(CLEANUP_KILL_SENT),
		[CLEANUP_ON_EMPTY]    = TO(CLEANUP_NONE),
	},
};
/* clang-format on */

bool cleanup_phase_move(enum cleanup_phase *phase, enum cleanup_event on)
{
	const struct cleanup_phase_row *move = &moves[*phase][on];

	if (move->is_legal)
		*phase = move->to;
	return move->is_legal;
}

void cleanup_move(struct unit *u, enum cleanup_event on)
{
	enum cleanup_phase phase = (enum cleanup_phase)u->cleanup_phase;

	if (!cleanup_phase_move(&phase, on))
		u->ctx->host->report(REPORT_ERROR, "%s: bug: clean-up event %d in phase %d",
				     unit_name(u), (int)on, (int)phase);
	u->cleanup_phase = (uint8_t)phase;
}
