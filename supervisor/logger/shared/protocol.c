/* supervisor/logger/shared/protocol.c - checks, sends and receives packets and replies. */
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
	case PACKET_LOG_READER: return sizeof(struct packet_log_reader);
	case PACKET_REMOVE:
	case PACKET_START:
	case PACKET_REOPEN:
	case PACKET_FLUSH:
	case PACKET_DRAIN:
	case PACKET_HANDOVER:
	case PACKET_STYLE:
	case PACKET_CLOSE:
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
	return (uint32_t)style->shape | (uint32_t)style->time << 8 |
	       (uint32_t)style->width << 16 | (uint32_t)style->live << 24;
}

bool packet_style_decode(uint32_t id, struct own_style *ret)
{
	if ((id & 0xff) > OWN_JSON || (id >> 8 & 0xff) > TIMESTAMP_UTC ||
	    (id >> 16 & 0xff) > OWN_WIDTH_MAX || id >> 24 > 1)
		return false;
	*ret = (struct own_style){ .shape = (uint8_t)id,
				   .time = (uint8_t)(id >> 8),
				   .width = (uint8_t)(id >> 16),
				   .live = (uint8_t)(id >> 24) };
	return true;
}

static size_t text_count(const union packet *packet)
{
	if (packet->kind == PACKET_STREAM)
		return 3 + packet->stream.tail_count;
	if (packet->kind == PACKET_LOG_READER)
		return packet->log_reader.text_count;
	return packet->kind == PACKET_PROCESS ? 1 : 0;
}

static size_t texts_offset(const union packet *packet)
{
	size_t tail_count = packet->kind == PACKET_STREAM ? packet->stream.tail_count : 0;

	return packet_header_size(packet->kind) + tail_count * sizeof(struct packet_tail);
}

bool packet_is_valid(const union packet *packet, size_t len)
{
	size_t header = len >= sizeof packet->kind ? packet_header_size(packet->kind) : 0;
	size_t cursor = 0, texts;

	if (header == 0 || len < header || len > sizeof packet->bytes)
		return false;
	if (packet->kind == PACKET_STREAM &&
	    (packet->stream.tail_count > PACKET_TAILS_MAX || len < texts_offset(packet)))
		return false;
	for (texts = text_count(packet); texts > 0; texts--)
		if (packet_text(packet, len, &cursor) == NULL)
			return false;
	return cursor == 0 ? len == header : cursor == len;
}

const char *packet_text(const union packet *packet, size_t len, size_t *cursor)
{
	size_t from = *cursor > 0 ? *cursor : texts_offset(packet);
	const char *end =
		from < len ? memchr(packet->bytes + from, '\0', len - from) : NULL;

	if (end == NULL)
		return NULL;
	*cursor = (size_t)(end + 1 - packet->bytes);
	return packet->bytes + from;
}

struct packet_tail packet_tail_at(const union packet *packet, uint32_t i)
{
	struct packet_tail tail;

	memcpy(&tail, packet->bytes + sizeof packet->stream + i * sizeof tail, sizeof tail);
	return tail;
}

bool packet_append_tail(union packet *packet, size_t *len, struct packet_tail tail)
{
	if (packet->stream.tail_count >= PACKET_TAILS_MAX ||
	    sizeof tail > sizeof packet->bytes - *len)
		return false;
	memcpy(packet->bytes + *len, &tail, sizeof tail);
	*len += sizeof tail;
	packet->stream.tail_count++;
	return true;
}

bool packet_append(union packet *packet, size_t *len, const char *text)
{
	size_t size = strlen(text) + 1;

	if (size > sizeof packet->bytes - *len)
		return false;
	memcpy(packet->bytes + *len, text, size);
	*len += size;
	return true;
}

union control {
	struct cmsghdr header;
	char bytes[CMSG_SPACE(PACKET_FDS_MAX * sizeof(int))];
};

/* Returns true if the same packet can be sent later. ETOOMANYREFS: too many descriptors in
 * flight (unix(7)). After any other errno the other side has exited. */
static bool is_temporary(int err)
{
	return err == EAGAIN || err == EINTR || err == ENOBUFS || err == ENOMEM ||
	       err == ETOOMANYREFS;
}

int packet_send(int socket, const void *packet, size_t len, const int *fds, size_t fd_count)
{
	struct iovec part = { (void *)(uintptr_t)packet, len };
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
	return is_temporary(errno) ? -ENOBUFS : -errno;
}

int reply_send(int socket, enum packet_kind kind, uint32_t id, uint32_t run_id)
{
	struct packet_short reply = { .kind = kind, .id = id, .run_id = run_id };

	if (send(socket, &reply, sizeof reply, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0)
		return 0;
	return is_temporary(errno) ? -EAGAIN : -errno;
}

long reply_receive(int socket, struct packet_short *reply)
{
	ssize_t n = recv(socket, reply, sizeof *reply, MSG_DONTWAIT | MSG_TRUNC);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return -EAGAIN;
	if (n < 0 && (errno == ENOMEM || errno == ENOBUFS))
		return -ENOMEM;
	if (n <= 0)
		return 0;
	if (n != (ssize_t)sizeof *reply || reply->kind < REPLY_SERVING ||
	    reply->kind >= PACKET_KIND_COUNT)
		return -EPROTO;
	return reply->kind;
}

/* Copies the received descriptors to ret_fds, and closes those that do not fit. */
static void copy_fds(struct msghdr *msg, int ret_fds[PACKET_FDS_MAX])
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

long packet_receive(int socket, union packet *packet, int ret_fds[PACKET_FDS_MAX])
{
	struct iovec part = { packet, sizeof *packet };
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
	copy_fds(&msg, ret_fds);
	if (msg.msg_flags & MSG_CTRUNC) /* no free descriptor: unix(7) */
		return -EMFILE;
	return msg.msg_flags & MSG_TRUNC ? -EMSGSIZE : n;
}
