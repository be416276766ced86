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

enum datagram_kind {
	DATAGRAM_GOOD,
	DATAGRAM_NONE,           /* none is there */
	DATAGRAM_FAILED,         /* it cannot be read now */
	DATAGRAM_SENDER_PENDING, /* it is not known yet whose process sent it */
	DATAGRAM_OF_STRANGER,
	DATAGRAM_TOO_LONG,
	DATAGRAM_NOT_TEXT
};

struct message {
	char text[4096];
	pid_t pid;
	uid_t uid;
	bool has_gift; /* a descriptor came with it */
};

/* Looks at the first datagram and leaves it there. `uid` is the service's: it decides only
 * about a sender that has ended. */
enum datagram_kind datagram_peek(struct unit *u, int fd, uint32_t uid, struct message *ret);
/* Why it is ignored. */
const char *datagram_fault(enum datagram_kind kind);

#endif
