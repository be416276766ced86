/* supervisor/hooks/sequence.h - runs the commands of a phase, one after the other.
 *
 * Layer: private to the room; above hook_command.h, below hooks.c. */
#ifndef SUPERVISOR_HOOKS_SEQUENCE_H
#define SUPERVISOR_HOOKS_SEQUENCE_H

#include "supervisor/hooks/hook_command.h"

/* Begins the phase with its first command. */
void sequence_begin(struct hooks *hooks, enum hook_phase phase);
/* Runs the command at hooks->index, after a helper has read the environment's files if they
 * must be read. After the last command the next phase begins, or the hooks are done. */
void sequence_continue(struct hooks *hooks);
/* Handles the end of hooks->helper; it is the done() of that helper. */
void sequence_helper_done(struct helper *helper, enum helper_end end, const char *text);

/* Cancels the helper, and closes the pipe it would have written to. */
void sequence_abandon(struct hooks *hooks);
/* Call when a start is stopped. If a helper reads a file or a directory, it is abandoned,
 * because it changes nothing, and the start fails. Returns false if no such helper runs. */
bool sequence_stop_reading(struct hooks *hooks);

#endif
