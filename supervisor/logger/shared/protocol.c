/* supervisor/logger/shared/protocol.c - what PID 1 and the logger say to each other. */
#include "supervisor/logger/shared/protocol.h"

#include "conf/base/timestamp.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

size_t packet_header_size(uint32_t kind)
{
	switch ((enum packet_kind)kind) {
	case PACKET_HELLO: return sizeof(struct packet_hello);
	case PACKET_STREAM: return sizeof(struct packet_stream);
	case PACKET_PROCESS: return sizeof(struct packet_process);
	case PACKET_REMOVE:
	case PACKET_START:
	case PACKET_REOPEN:
	case PACKET_FLUSH:
	case PACKET_DRAIN:
	case PACKET_HANDOVER:
	case PACKET_STYLE:
	case PACKET_RELEASE:
	case REPLY_SERVING:
	case REPLY_FLUSHED:
	case REPLY_MATCHED:
	case REPLY_PIPES_EMPTY:
	case REPLY_PIPES_CLOSED: return sizeof(struct packet_short);
	case PACKET_KIND_COUNT: break;
	}
	return 0;
}

uint32_t packet_style_encode(const struct own_style *style)
{
	return (uint32_t)style->shape | (uint32_t)style->time << 8;
}

bool packet_style_decode(uint32_t id, struct own_style *ret)
{
	if ((id & 0xff) > OWN_JSON || id >> 8 > TIMESTAMP_UTC)
		return false;
	*ret = (struct own_style){ .shape = (uint8_t)id, .time = (uint8_t)(id >> 8) };
	return true;
}

static size_t texts_of(const union packet *m)
{
	if (m->kind == PACKET_STREAM)
		return 3 + m->stream.follows;
	return m->kind == PACKET_PROCESS ? 1 : 0;
}

/* Where they begin. */
static size_t texts_at(const union packet *m)
{
	size_t follows = m->kind == PACKET_STREAM ? m->stream.follows : 0;

	return packet_header_size(m->kind) + follows * sizeof(struct packet_follow);
}

bool packet_is_valid(const union packet *m, size_t len)
{
	size_t front = len >= sizeof m->kind ? packet_header_size(m->kind) : 0, at = 0,
	       texts;

	if (front == 0 || len < front || len > sizeof m->bytes)
		return false;
	if (m->kind == PACKET_STREAM &&
	    (m->stream.follows > PACKET_FOLLOWS_MAX || len < texts_at(m)))
		return false;
	for (texts = texts_of(m); texts > 0; texts--)
		if (packet_text(m, len, &at) == NULL)
			return false;
	return at == 0 ? len == front : at == len;
}

const char *packet_text(const union packet *m, size_t len, size_t *at)
{
	size_t from = *at > 0 ? *at : texts_at(m);
	const char *end = from < len ? memchr(m->bytes + from, '\0', len - from) : NULL;

	if (end == NULL)
		return NULL;
	*at = (size_t)(end + 1 - m->bytes);
	return m->bytes + from;
}

struct packet_follow packet_follow_at(const union packet *m, uint32_t i)
{
	struct packet_follow follow;

	memcpy(&follow, m->bytes + sizeof m->stream + i * sizeof follow, sizeof follow);
	return follow;
}

bool packet_append_follow(union packet *m, size_t *len, struct packet_follow follow)
{
	if (m->stream.follows >= PACKET_FOLLOWS_MAX ||
	    sizeof follow > sizeof m->bytes - *len)
		return false;
	memcpy(m->bytes + *len, &follow, sizeof follow);
	*len += sizeof follow;
	m->stream.follows++;
	return true;
}

bool packet_append(union packet *m, size_t *len, const char *text)
{
	size_t n = strlen(text) + 1;

	if (n > sizeof m->bytes - *len)
		return false;
	memcpy(m->bytes + *len, text, n);
	*len += n;
	return true;
}

union control {
	struct cmsghdr header;
	char room[CMSG_SPACE(PACKET_FDS_MAX * sizeof(int))];
};

/* The same packet can be sent later. ETOOMANYREFS: so many descriptors are on their way
 * already (unix(7)). Anything else is the end of the other side. */
static bool will_pass(int err)
{
	return err == EAGAIN || err == EINTR || err == ENOBUFS || err == ENOMEM ||
	       err == ETOOMANYREFS;
}

int packet_send(int socket, const void *message, size_t len, const int *fds,
		size_t fd_count)
{
	struct iovec part = { (void *)(uintptr_t)message, len };
	struct msghdr msg = { .msg_iov = &part, .msg_iovlen = 1 };
	union control control;

	if (fd_count > 0) {
		struct cmsghdr *c = &control.header;

		memset(&control, 0, sizeof control);
		msg.msg_control = &control;
		msg.msg_controllen = CMSG_SPACE(fd_count * sizeof(int));
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(fd_count * sizeof(int));
		memcpy(CMSG_DATA(c), fds, fd_count * sizeof(int));
	}
	if (sendmsg(socket, &msg, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0)
		return 0;
	if (errno == EAGAIN || errno == EINTR)
		return -EAGAIN;
	return will_pass(errno) ? -ENOBUFS : -errno;
}

int reply_send(int socket, enum packet_kind kind, uint32_t id, uint32_t epoch)
{
	struct packet_short m = { .kind = kind, .id = id, .epoch = epoch };

	if (send(socket, &m, sizeof m, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0)
		return 0;
	return will_pass(errno) ? -EAGAIN : -errno;
}

long reply_receive(int socket, struct packet_short *m)
{
	ssize_t n = recv(socket, m, sizeof *m, MSG_DONTWAIT | MSG_TRUNC);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return -EAGAIN;
	if (n < 0 && (errno == ENOMEM || errno == ENOBUFS))
		return -ENOMEM;
	if (n <= 0)
		return 0;
	if (n != (ssize_t)sizeof *m || m->kind < REPLY_SERVING ||
	    m->kind >= PACKET_KIND_COUNT)
		return -EPROTO;
	return m->kind;
}

static void take_fds(struct msghdr *msg, int ret_fds[PACKET_FDS_MAX])
{
	size_t used = 0;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c != NULL; c = CMSG_NXTHDR(msg, c)) {
		int fds[PACKET_FDS_MAX];
		size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);

		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		count = count < PACKET_FDS_MAX ? count : PACKET_FDS_MAX;
		memcpy(fds, CMSG_DATA(c), count * sizeof(int));
		for (size_t i = 0; i < count; i++) {
			if (used < PACKET_FDS_MAX)
				ret_fds[used++] = fds[i];
			else
				close(fds[i]);
		}
	}
}

long packet_receive(int socket, union packet *message, int ret_fds[PACKET_FDS_MAX])
{
	struct iovec part = { message, sizeof *message };
	union control control;
	struct msghdr msg = { .msg_iov = &part,
			      .msg_iovlen = 1,
			      .msg_control = &control,
			      .msg_controllen = sizeof control };
	ssize_t n;

	for (int i = 0; i < PACKET_FDS_MAX; i++)
		ret_fds[i] = -1;
	n = recvmsg(socket, &msg, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	if (n < 0)
		return -errno;
	take_fds(&msg, ret_fds);
	if (msg.msg_flags & MSG_CTRUNC) /* no number was free for a descriptor: unix(7) */
		return -EMFILE;
	return msg.msg_flags & MSG_TRUNC ? -EMSGSIZE : n;
}
