/* supervisor/hooks/sequence.h - runs the commands of a phase one after the other.
 *
 * Layer: private to the room; above hook_command.h, below the files of hooks.h. */
#ifndef SUPERVISOR_HOOKS_SEQUENCE_H
#define SUPERVISOR_HOOKS_SEQUENCE_H

#include "supervisor/hooks/hook_command.h"

/* Starts the commands of `phase` with the first one (sequence_continue()). */
void sequence_begin(struct hooks *hooks, enum hook_phase phase);
/* Runs the command at hooks->index. A helper first reads the environment's files, if that
 * is necessary. After the last command the next phase begins, or the hooks are done. */
void sequence_continue(struct hooks *hooks);
/* The done() of hooks->helper. */
void sequence_helper_done(struct helper *helper, enum helper_end end, const char *text);

/* Kills the helper, and closes the pipe of its result. Its done() is not called. */
void sequence_abandon(struct hooks *hooks);
/* Call when a start is stopped. If a helper only reads files for it, kills the helper,
 * which changes nothing, and makes the start fail. Returns false if no such helper runs. */
bool sequence_stop_reading(struct hooks *hooks);

#endif
