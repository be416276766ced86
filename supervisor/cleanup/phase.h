/* supervisor/cleanup/phase.h - moves a clean-up from phase to phase.
 *
 * cleanup_phase_move() is pure: a table of moves. enum cleanup_phase is in base/unit.h,
 * because every room may read a unit's phase.
 *
 * Layer: cleanup, its lowest file. */
#ifndef SUPERVISOR_CLEANUP_PHASE_H
#define SUPERVISOR_CLEANUP_PHASE_H

#include "supervisor/base/unit.h"

enum cleanup_event {
	CLEANUP_ON_DEATH,    /* the main process is dead, or a command before it failed */
	CLEANUP_ON_REPLACED, /* another process may become the main process */
	CLEANUP_ON_TERM,     /* the remaining processes got their first signal */
	CLEANUP_ON_KILL,     /* the remaining processes were killed */
	CLEANUP_ON_EMPTY,    /* no process is left that can and must be killed */
	CLEANUP_EVENT_COUNT
};

/* Returns false, and keeps the phase, if there is no such move. That is a bug. */
bool cleanup_phase_move(enum cleanup_phase *phase, enum cleanup_event on);
/* Moves the unit to the next phase. Reports a bug, and does nothing, if the move is not in
 * the table. */
void cleanup_move(struct unit *u, enum cleanup_event on);

#endif
