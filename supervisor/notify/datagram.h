/* supervisor/notify/datagram.h - reads a NOTIFY_SOCKET datagram and checks its sender.
 *
 * Layer:  private to the room.
 * Source: sd_notify(3), "Notes"; unix(7), SCM_CREDENTIALS. */
#ifndef SUPERVISOR_NOTIFY_DATAGRAM_H
#define SUPERVISOR_NOTIFY_DATAGRAM_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct unit;

enum datagram_kind {
	DATAGRAM_GOOD,
	DATAGRAM_NONE,           /* the socket is empty */
	DATAGRAM_FAILED,         /* the socket cannot be read now */
	DATAGRAM_SENDER_PENDING, /* the sender's service is not known yet */
	DATAGRAM_OF_STRANGER,
	DATAGRAM_TOO_LONG,
	DATAGRAM_NOT_TEXT
};

struct datagram {
	enum datagram_kind kind;
	char text[4096];
	pid_t pid; /* pid of the sender; 0: in another pid namespace */
	uid_t uid;
	bool has_fds; /* descriptors came with the datagram */
};

/* Reads the first datagram and checks its sender, but leaves the datagram in the socket.
 * Sets ret->kind, and the other fields if there was a datagram. `uid` is the user of the
 * service; it matters only for SENDER_GONE. */
void datagram_peek(struct unit *u, int fd, uint32_t uid, struct datagram *ret);
/* Checks the sender of a datagram that was received before; `uid` is the user of the
 * service. Returns DATAGRAM_GOOD, DATAGRAM_SENDER_PENDING or DATAGRAM_OF_STRANGER. */
enum datagram_kind datagram_judge_sender(struct unit *u, uint32_t uid, pid_t sender,
					 uid_t sender_uid);
/* Returns why a datagram of this kind is ignored. Returns "" for DATAGRAM_GOOD, and if
 * there was none. */
const char *datagram_fault(enum datagram_kind kind);

#endif
