/* supervisor/control/exec_command.h - runs commands of clients beside the services.
 *
 * A command has the user, environment, directory and limits of a service, but is none of its
 * processes: it lives on when the service stops, until its client leaves or the container ends.
 * It is not in the control group of the service, which is there to clean up after it.
 *
 * Layer:  supervisor/control; the face calls it for deaths.
 * Memory: static. */
#ifndef SUPERVISOR_CONTROL_EXEC_COMMAND_H
#define SUPERVISOR_CONTROL_EXEC_COMMAND_H

#include "supervisor/base/context.h"
#include "supervisor/base/unit.h"
#include "supervisor/proc/spawn_plan.h"

/* The maximum number of commands at the same time. */
#define EXEC_COMMANDS_MAX 8

/* Returns true if one more command can run. */
bool exec_commands_have_room(void);
/* Starts the command of the plan for plan->client, and takes over its connection. Returns 0,
 * or a negative errno: the connection then stays the caller's. */
int exec_command_start(struct context *ctx, struct spawn_plan *plan);
/* Call it when the command is dead and not reaped yet. Kills its process group, and sends the
 * last line to the client. */
void exec_command_exited(struct child *child, pid_t pid, int wstatus);
/* Hangs up all commands, because the container ends. */
void exec_commands_end(void);

#endif
