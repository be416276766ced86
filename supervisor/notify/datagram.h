/* supervisor/notify/datagram.h - one datagram to a NOTIFY_SOCKET: its sender and its text.
 *
 * Layer:  supervisor, private to the room.
 * Source: sd_notify(3), "Notes"; unix(7), SCM_CREDENTIALS. */
#ifndef SUPERVISOR_MESSAGE_H
#define SUPERVISOR_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct unit;

enum message_kind {
	MESSAGE_GOOD,
	MESSAGE_NONE,   /* none is there */
	MESSAGE_FAILED, /* it cannot be read now */
	MESSAGE_LATER,  /* it is not known yet whose process sent it */
	MESSAGE_STRANGE,
	MESSAGE_LONG,
	MESSAGE_BINARY
};

struct message {
	char text[4096];
	pid_t pid;
	uid_t uid;
	bool has_gift; /* a descriptor came with it */
};

/* Looks at the first datagram and leaves it there. `uid` is the service's: it decides only
 * about a sender that has ended. */
enum message_kind message_look(struct unit *u, int fd, uint32_t uid, struct message *ret);
/* Why it is ignored. */
const char *message_fault(enum message_kind kind);

#endif
