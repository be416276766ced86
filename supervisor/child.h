/* supervisor/child.h - which child is whose: one table by pid, for services and jobs.
 *
 * Private to the room. Nothing here allocates but at sup_new(). */
#ifndef SUPERVISOR_CHILD_H
#define SUPERVISOR_CHILD_H

#include <stdint.h>
#include <sys/types.h>

struct sup;

enum child_kind {
	CHILD_SERVICE,
	CHILD_JOB,
	CHILD_LOGGER,
	CHILD_JOB_BEFORE /* given up and killed: its end is nobody's news */
};

struct child {
	struct child *next;
	pid_t pid; /* 0: none; a service keeps it while its group is looked after */
	uint8_t kind;
};

void child_remember(struct sup *sup, struct child *child, pid_t pid);
/* Takes it out of the table; the pid stays as it is. */
void child_forget(struct sup *sup, struct child *child);
struct child *child_find(const struct sup *sup, pid_t pid); /* NULL: an orphan */

#endif
