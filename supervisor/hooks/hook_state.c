/* supervisor/hooks/hook_state.c - moves a hook from state to state. */
#include "supervisor/hooks/hook_state.h"

struct hook_move {
	bool is_legal;
	enum hook_state to;
};

#define TO(state)             \
	{                     \
		true, (state) \
	}

/* clang-format off */
static const struct hook_move moves[HOOK_STATE_COUNT][HOOK_EVENT_COUNT] = {
	[HOOK_IDLE] = {
		[HOOK_ON_READ_ENV]    = TO(HOOK_READING_ENV),
		[HOOK_ON_FIND_SCRIPT] = TO(HOOK_FINDING_SCRIPT),
		[HOOK_ON_RUN]         = TO(HOOK_RUNNING),
		[HOOK_ON_ABANDON]     = TO(HOOK_IDLE),
	},
	/* A helper that only reads gets no signal, because it may hang. It is killed, and
	 * nothing waits for it. */
	[HOOK_READING_ENV] = {
		[HOOK_ON_ABANDON]     = TO(HOOK_IDLE),
		[HOOK_ON_END]         = TO(HOOK_IDLE),
	},
	[HOOK_FINDING_SCRIPT] = {
		[HOOK_ON_ABANDON]     = TO(HOOK_IDLE),
		[HOOK_ON_END]         = TO(HOOK_IDLE),
	},
	[HOOK_RUNNING] = {
		[HOOK_ON_STOP]        = TO(HOOK_STOPPING),
		[HOOK_ON_ABANDON]     = TO(HOOK_IDLE),
		[HOOK_ON_END]         = TO(HOOK_IDLE),
	},
	[HOOK_STOPPING] = {
		[HOOK_ON_STOP]        = TO(HOOK_STOPPING),
		[HOOK_ON_ABANDON]     = TO(HOOK_IDLE),
		[HOOK_ON_END]         = TO(HOOK_IDLE),
	},
};
/* clang-format on */

bool hook_state_move(enum hook_state *state, enum hook_event on)
{
	const struct hook_move *move = &moves[*state][on];

	if (move->is_legal)
		*state = move->to;
	return move->is_legal;
}
