/* supervisor/child/table.h - the table of our child processes, by pid.
 *
 * Private to the room. Nothing here allocates but at sup_new(). */
#ifndef SUPERVISOR_CHILD_TABLE_H
#define SUPERVISOR_CHILD_TABLE_H

#include "supervisor/base/unit.h"

void child_register(struct context *ctx, struct child *child, pid_t pid);
/* Takes it out of the table; the pid stays as it is. */
void child_unregister(struct context *ctx, struct child *child);
struct child *child_find(const struct context *ctx, pid_t pid); /* NULL: an orphan */

#endif
