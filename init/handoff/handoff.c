/* init/handoff/handoff.c - the one thing that crosses execve(): a sealed memfd with a fixed header
 * and the flat configuration.
 *
 * Both sides are the same binary, so the header is the struct itself; it is checked all
 * the same: `ctinit init` may be called by anybody with anything at HANDOFF_FD. */
#include "init/handoff/handoff.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

static const char magic[8] = "ctinit\1\n";

struct header {
	char magic[sizeof magic];
	uint64_t text_size;
	struct handoff handoff;
};

int handoff_make(const struct handoff *h, const char *text, size_t size)
{
	struct header header = { .text_size = size, .handoff = *h };

	memcpy(header.magic, magic, sizeof magic);
	header.handoff.size = sizeof *h;
	int fd = memfd_create("ctinit handoff", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd < 0)
		return -errno;

	struct iovec parts[2] = { { &header, sizeof header }, { (char *)text, size } };
	ssize_t done = writev(fd, parts, 2);
	int err = 0;
	if (done < 0)
		err = errno;
	else if ((size_t)done != sizeof header + size)
		err = ENOSPC;
	else if (fcntl(fd, F_ADD_SEALS, SEALS) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		err = errno;
	if (err) {
		close(fd);
		return -err;
	}
	return fd;
}

static bool header_fits(const struct header *header, int fd)
{
	struct stat st;

	return memcmp(header->magic, magic, sizeof magic) == 0 &&
	       header->handoff.size == sizeof header->handoff && fstat(fd, &st) == 0 &&
	       (uint64_t)st.st_size == sizeof *header + header->text_size;
}

int handoff_take(int fd, struct handoff *ret, FILE **ret_conf)
{
	struct header header;
	int seals = fcntl(fd, F_GET_SEALS);

	if (seals < 0 || (seals & SEALS) != SEALS ||
	    pread(fd, &header, sizeof header, 0) != (ssize_t)sizeof header ||
	    !header_fits(&header, fd)) {
		close(fd);
		return -EBADMSG;
	}
	FILE *stream = NULL;
	if (fcntl(fd, F_SETFD, FD_CLOEXEC) < 0 ||
	    lseek(fd, (off_t)sizeof header, SEEK_SET) < 0 ||
	    (stream = fdopen(fd, "re")) == NULL) {
		int err = errno;

		close(fd);
		return -err;
	}
	*ret = header.handoff;
	*ret_conf = stream;
	return 0;
}

struct message {
	uint32_t kind;
};

union room {
	struct cmsghdr header;
	char bytes[CMSG_SPACE(sizeof(int))];
};

int handoff_send(int control_fd, enum handoff_message_kind kind, int fd)
{
	struct message body = { .kind = kind };
	union room room = { .bytes = { 0 } };
	struct iovec part = { &body, sizeof body };
	struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1 };

	if (fd >= 0) {
		m.msg_control = &room;
		m.msg_controllen = sizeof room;
		struct cmsghdr *c = CMSG_FIRSTHDR(&m);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof fd);
		memcpy(CMSG_DATA(c), &fd, sizeof fd);
	}
	return sendmsg(control_fd, &m, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 ? -errno : 0;
}

int handoff_receive(int control_fd, enum handoff_message_kind *ret_kind, int *ret_fd)
{
	struct message body = { 0 };
	union room room;
	struct iovec part = { &body, sizeof body };
	struct msghdr m = { .msg_iov = &part,
			    .msg_iovlen = 1,
			    .msg_control = &room,
			    .msg_controllen = sizeof room };
	ssize_t n = recvmsg(control_fd, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);

	if (n < 0)
		return errno == ECONNRESET || errno == ENOTCONN ? 0 : -errno;
	*ret_fd = -1;
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS &&
	    c->cmsg_len == CMSG_LEN(sizeof(int)))
		memcpy(ret_fd, CMSG_DATA(c), sizeof(int));
	if (n == 0)
		return 0;
	if (m.msg_flags & MSG_CTRUNC) { /* no number was free for the descriptor: unix(7) */
		if (*ret_fd >= 0)
			close(*ret_fd);
		*ret_fd = -1;
		return -EMFILE;
	}
	*ret_kind = n == (ssize_t)sizeof body && !(m.msg_flags & MSG_TRUNC) &&
				    body.kind < HANDOFF_NOTHING
			    ? (enum handoff_message_kind)body.kind
			    : HANDOFF_NOTHING;
	return 1;
}
