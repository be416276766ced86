/* supervisor/hooks/hook_state.h - moves a hook from state to state.
 *
 * Pure: a table of moves.
 *
 * Layer: private to the room; its lowest file. */
#ifndef SUPERVISOR_HOOKS_HOOK_STATE_H
#define SUPERVISOR_HOOKS_HOOK_STATE_H

#include <stdbool.h>

enum hook_state {
	HOOK_IDLE,           /* no command or helper runs */
	HOOK_READING_ENV,    /* a helper reads the files of the environment */
	HOOK_FINDING_SCRIPT, /* a helper looks for the next script */
	HOOK_RUNNING,
	HOOK_STOPPING, /* the command got a signal and has not ended yet */
	HOOK_STATE_COUNT
};

enum hook_event {
	HOOK_ON_READ_ENV,
	HOOK_ON_FIND_SCRIPT,
	HOOK_ON_RUN,
	HOOK_ON_STOP,    /* a signal was sent to the command */
	HOOK_ON_ABANDON, /* the helper was cancelled; HOOK_ON_END does not follow */
	HOOK_ON_END,
	HOOK_EVENT_COUNT
};

/* Returns false, and keeps the state, if there is no such move. That is a bug. */
bool hook_state_move(enum hook_state *state, enum hook_event on);

#endif
