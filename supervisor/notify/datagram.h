/* supervisor/notify/datagram.h - reads a datagram to a NOTIFY_SOCKET, judges its sender.
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
	DATAGRAM_FAILED,         /* it cannot be read now */
	DATAGRAM_SENDER_PENDING, /* it is not known yet which service sent it */
	DATAGRAM_OF_STRANGER,
	DATAGRAM_TOO_LONG,
	DATAGRAM_NOT_TEXT
};

struct datagram {
	enum datagram_kind kind;
	char text[4096];
	pid_t pid;    /* of the sender; 0: outside of our pid namespace */
	uid_t uid;    /* of the sender */
	bool has_fds; /* descriptors came with it */
};

/* Reads the first datagram, judges it, and leaves it in the socket. `uid` is the user of
 * the service; it decides only about a sender that cannot be looked up (SENDER_GONE). */
void datagram_peek(struct unit *u, int fd, uint32_t uid, struct datagram *ret);
/* Judges the sender of a datagram that was taken before: DATAGRAM_GOOD, _SENDER_PENDING or
 * _OF_STRANGER. */
enum datagram_kind datagram_judge_sender(struct unit *u, uint32_t uid, pid_t sender,
					 uid_t sender_uid);
/* Returns why a datagram of this kind is ignored; "" for a kind that is not. */
const char *datagram_fault(enum datagram_kind kind);

#endif
