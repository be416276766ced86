/* supervisor/notify/sender.h - decides whether a process of the service sent a datagram.
 *
 * The user id cannot tell: services may share it, and root may be any service. So the
 * parents of the sender are followed in /proc. Nothing here blocks.
 *
 * Layer: private to the room; above cleanup/. */
#ifndef SUPERVISOR_NOTIFY_SENDER_H
#define SUPERVISOR_NOTIFY_SENDER_H

#include <sys/types.h>

struct unit;

enum sender {
	SENDER_OWN,
	SENDER_OTHER,   /* a process of another service, or of none */
	SENDER_PENDING, /* a helper reads what shows its service: call again soon */
	SENDER_GONE     /* unknown: it has ended or is hidden, or there is no /proc */
};

/* Returns whether process `pid` belongs to the service `u`. `pid` comes from the kernel
 * (SCM_CREDENTIALS) and is 0 (SENDER_OTHER) if the sender is outside of our pid
 * namespace. */
enum sender sender_of(struct unit *u, pid_t pid);

#endif
