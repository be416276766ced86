/* supervisor/notify/sender.h - decides whether a process of the service sent a datagram.
 *
 * The user id does not show this: services may share it, and root may be any service. So we
 * follow the sender's parents in /proc. Nothing here blocks.
 *
 * Layer: private to the room; above cleanup/. */
#ifndef SUPERVISOR_NOTIFY_SENDER_H
#define SUPERVISOR_NOTIFY_SENDER_H

#include <sys/types.h>

struct unit;

enum sender {
	SENDER_OWN,
	SENDER_OTHER,   /* the sender belongs to another service, or to none */
	SENDER_PENDING, /* a helper is reading the sender's environment: call again soon */
	SENDER_GONE     /* the sender has exited or is hidden, or there is no /proc */
};

/* Returns whether process `pid` belongs to the service `u`. `pid` comes from the kernel
 * (SCM_CREDENTIALS); 0 means another pid namespace (SENDER_OTHER). */
enum sender sender_of(struct unit *u, pid_t pid);

#endif
