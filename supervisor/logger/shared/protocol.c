/* supervisor/log/wire.c - what PID 1 and the logger say to each other. */
#include "supervisor/log/wire.h"

#include "conf/base/stamp.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

size_t wire_front(uint32_t kind)
{
	switch ((enum wire_kind)kind) {
	case WIRE_HELLO: return sizeof(struct wire_hello);
	case WIRE_STREAM: return sizeof(struct wire_stream);
	case WIRE_RUN: return sizeof(struct wire_run);
	case WIRE_REMOVE:
	case WIRE_GO:
	case WIRE_REOPEN:
	case WIRE_FLUSH:
	case WIRE_DRAIN:
	case WIRE_YIELD:
	case WIRE_STYLE:
	case WIRE_SPENT:
	case WIRE_SERVING:
	case WIRE_FLUSHED:
	case WIRE_MATCH:
	case WIRE_EMPTY:
	case WIRE_ENDED: return sizeof(struct wire_short);
	case WIRE_KIND_COUNT: break;
	}
	return 0;
}

uint32_t wire_style(const struct own_style *style)
{
	return (uint32_t)style->shape | (uint32_t)style->time << 8;
}

bool wire_style_of(uint32_t id, struct own_style *ret)
{
	if ((id & 0xff) > OWN_JSON || id >> 8 > STAMP_UTC)
		return false;
	*ret = (struct own_style){ .shape = (uint8_t)id, .time = (uint8_t)(id >> 8) };
	return true;
}

static size_t texts_of(const union wire_any *m)
{
	if (m->kind == WIRE_STREAM)
		return 3 + m->stream.follows;
	return m->kind == WIRE_RUN ? 1 : 0;
}

/* Where they begin. */
static size_t texts_at(const union wire_any *m)
{
	size_t follows = m->kind == WIRE_STREAM ? m->stream.follows : 0;

	return wire_front(m->kind) + follows * sizeof(struct wire_follow);
}

bool wire_fits(const union wire_any *m, size_t len)
{
	size_t front = len >= sizeof m->kind ? wire_front(m->kind) : 0, at = 0, texts;

	if (front == 0 || len < front || len > sizeof m->bytes)
		return false;
	if (m->kind == WIRE_STREAM &&
	    (m->stream.follows > WIRE_FOLLOWS_MOST || len < texts_at(m)))
		return false;
	for (texts = texts_of(m); texts > 0; texts--)
		if (wire_text(m, len, &at) == NULL)
			return false;
	return at == 0 ? len == front : at == len;
}

const char *wire_text(const union wire_any *m, size_t len, size_t *at)
{
	size_t from = *at > 0 ? *at : texts_at(m);
	const char *end = from < len ? memchr(m->bytes + from, '\0', len - from) : NULL;

	if (end == NULL)
		return NULL;
	*at = (size_t)(end + 1 - m->bytes);
	return m->bytes + from;
}

struct wire_follow wire_follow_at(const union wire_any *m, uint32_t i)
{
	struct wire_follow follow;

	memcpy(&follow, m->bytes + sizeof m->stream + i * sizeof follow, sizeof follow);
	return follow;
}

bool wire_add_follow(union wire_any *m, size_t *len, struct wire_follow follow)
{
	if (m->stream.follows >= WIRE_FOLLOWS_MOST ||
	    sizeof follow > sizeof m->bytes - *len)
		return false;
	memcpy(m->bytes + *len, &follow, sizeof follow);
	*len += sizeof follow;
	m->stream.follows++;
	return true;
}

bool wire_add(union wire_any *m, size_t *len, const char *text)
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
	char room[CMSG_SPACE(WIRE_FDS * sizeof(int))];
};

/* The same packet can be sent later. ETOOMANYREFS: so many descriptors are on their way already
 * (unix(7)). Anything else is the end of the other side. */
static bool will_pass(int err)
{
	return err == EAGAIN || err == EINTR || err == ENOBUFS || err == ENOMEM ||
	       err == ETOOMANYREFS;
}

int wire_send(int socket, const void *message, size_t len, const int *fds, size_t fd_count)
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

int wire_say(int socket, enum wire_kind kind, uint32_t id, uint32_t epoch)
{
	struct wire_short m = { .kind = kind, .id = id, .epoch = epoch };

	if (send(socket, &m, sizeof m, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0)
		return 0;
	return will_pass(errno) ? -EAGAIN : -errno;
}

long wire_listen(int socket, struct wire_short *m)
{
	ssize_t n = recv(socket, m, sizeof *m, MSG_DONTWAIT | MSG_TRUNC);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return -EAGAIN;
	if (n < 0 && (errno == ENOMEM || errno == ENOBUFS))
		return -ENOMEM;
	if (n <= 0)
		return 0;
	if (n != (ssize_t)sizeof *m || m->kind < WIRE_SERVING || m->kind >= WIRE_KIND_COUNT)
		return -EPROTO;
	return m->kind;
}

static void take_fds(struct msghdr *msg, int ret_fds[WIRE_FDS])
{
	size_t used = 0;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c != NULL; c = CMSG_NXTHDR(msg, c)) {
		int fds[WIRE_FDS];
		size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);

		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		count = count < WIRE_FDS ? count : WIRE_FDS;
		memcpy(fds, CMSG_DATA(c), count * sizeof(int));
		for (size_t i = 0; i < count; i++) {
			if (used < WIRE_FDS)
				ret_fds[used++] = fds[i];
			else
				close(fds[i]);
		}
	}
}

long wire_receive(int socket, union wire_any *message, int ret_fds[WIRE_FDS])
{
	struct iovec part = { message, sizeof *message };
	union control control;
	struct msghdr msg = { .msg_iov = &part,
			      .msg_iovlen = 1,
			      .msg_control = &control,
			      .msg_controllen = sizeof control };
	ssize_t n;

	for (int i = 0; i < WIRE_FDS; i++)
		ret_fds[i] = -1;
	n = recvmsg(socket, &msg, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	if (n < 0)
		return -errno;
	take_fds(&msg, ret_fds);
	if (msg.msg_flags & MSG_CTRUNC) /* no number was free for a descriptor: unix(7) */
		return -EMFILE;
	return msg.msg_flags & MSG_TRUNC ? -EMSGSIZE : n;
}
