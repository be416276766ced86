/* supervisor/hooks/sequence.h - runs the commands of a phase one after the other.
 *
 * Layer: private to the room; above hook_command.h, below the files of hooks.h. */
#ifndef SUPERVISOR_HOOKS_SEQUENCE_H
#define SUPERVISOR_HOOKS_SEQUENCE_H

#include "supervisor/hooks/hook_command.h"

void sequence_begin(struct hooks *hooks, enum hook_phase phase);
/* Runs the command at hooks->index. A helper first reads the environment's files, if that
 * is necessary. After the last command the next phase begins, or the hooks are done. */
void sequence_continue(struct hooks *hooks);
/* The done() of hooks->helper. */
void sequence_helper_done(struct helper *helper, enum helper_end end, const char *text);

/* Cancels the helper, and closes the pipe of its result. */
void sequence_abandon(struct hooks *hooks);
/* Call when a start is stopped. A helper that only reads is abandoned, because it changes
 * nothing, and the start fails. Returns false if no such helper runs. */
bool sequence_stop_reading(struct hooks *hooks);

#endif
