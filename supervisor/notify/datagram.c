/* supervisor/notify/datagram.c - reads a NOTIFY_SOCKET datagram and checks its sender. */
#include "supervisor/notify/datagram.h"

#include "supervisor/notify/sender.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

static void read_credentials(struct msghdr *m, struct datagram *ret)
{
	ret->pid = 0;
	ret->uid = (uid_t)-1;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c != NULL; c = CMSG_NXTHDR(m, c)) {
		struct ucred sender;

		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_CREDENTIALS)
			continue;
		memcpy(&sender, CMSG_DATA(c), sizeof sender);
		ret->pid = sender.pid;
		ret->uid = sender.uid;
	}
}

/* Allows a NUL at the end, because some programs send the whole C string. */
static bool is_text(const char *text, size_t size)
{
	if (size > 0 && text[size - 1] == '\0')
		size--;
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == 127 || (c < ' ' && strchr("\t\n\r\033", c) == NULL) || c == 0)
			return false;
	}
	return true;
}

/* A sender that has exited, such as systemd-notify in a script, often cannot be looked up.
 * Its user must then be that of the service. */
enum datagram_kind datagram_judge_sender(struct unit *u, uint32_t uid, pid_t sender,
					 uid_t sender_uid)
{
	switch (sender_of(u, sender)) {
	case SENDER_OWN: return DATAGRAM_GOOD;
	case SENDER_PENDING: return DATAGRAM_SENDER_PENDING;
	case SENDER_GONE: return sender_uid == uid ? DATAGRAM_GOOD : DATAGRAM_OF_STRANGER;
	case SENDER_OTHER: break;
	}
	return DATAGRAM_OF_STRANGER;
}

void datagram_peek(struct unit *u, int fd, uint32_t uid, struct datagram *ret)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(struct ucred))];
	} control;
	struct iovec part = { ret->text, sizeof ret->text - 1 };
	struct msghdr m = { .msg_iov = &part,
			    .msg_iovlen = 1,
			    .msg_control = control.bytes,
			    .msg_controllen = sizeof control.bytes };
	ssize_t n = recvmsg(fd, &m, MSG_PEEK | MSG_DONTWAIT);

	if (n < 0) {
		ret->kind = errno == EAGAIN ? DATAGRAM_NONE : DATAGRAM_FAILED;
		return;
	}
	ret->text[n] = '\0';
	/* `control` has no room for descriptors */
	ret->has_fds = (m.msg_flags & MSG_CTRUNC) != 0;
	read_credentials(&m, ret);
	ret->kind = datagram_judge_sender(u, uid, ret->pid, ret->uid);
	if (ret->kind != DATAGRAM_GOOD)
		return;
	if (m.msg_flags & MSG_TRUNC)
		ret->kind = DATAGRAM_TOO_LONG;
	else if (!is_text(ret->text, (size_t)n))
		ret->kind = DATAGRAM_NOT_TEXT;
}

const char *datagram_fault(enum datagram_kind kind)
{
	switch (kind) {
	case DATAGRAM_TOO_LONG: return "it is longer than 4095 bytes";
	case DATAGRAM_NOT_TEXT: return "it is not text";
	case DATAGRAM_OF_STRANGER:
	case DATAGRAM_SENDER_PENDING: return "its sender is not a process of this service";
	case DATAGRAM_GOOD:
	case DATAGRAM_NONE:
	case DATAGRAM_FAILED: break;
	}
	return "";
}
