/* supervisor/notify/sender.h - does a message to a service come from one of its own processes?
 *
 * Layer: supervisor, private to the room. The user id is no answer: services share it, and
 *        root is everywhere. Reads /proc, never waits. */
#ifndef SUPERVISOR_SENDER_H
#define SUPERVISOR_SENDER_H

#include <sys/types.h>

struct unit;

enum sender {
	SENDER_OWN,
	SENDER_OTHER,   /* another service's process, or nobody's */
	SENDER_PENDING, /* a child of ours reads what shows whose it is: ask again soon */
	SENDER_GONE     /* it has ended and was reaped, or there is no /proc: unknown */
};

/* `pid` is the kernel's word (SCM_CREDENTIALS), 0: from outside of the pid namespace. */
enum sender sender_of(struct unit *u, pid_t pid);

#endif
