/* init/client/client.c - talks to a running init through its control socket. */
#include "init/client/client.h"

#include "conf/base/escape.h"
#include "conf/lang/quote.h"
#include "init/client/places.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- connecting ---- */

/* An abstract name may be taken by any process of the network namespace, so the init behind
 * it must have the pid that the name ends in. */
static bool is_genuine(int fd, const char *name)
{
	const char *slash = strrchr(name, '/');
	char pid[16];
	struct ucred peer;
	socklen_t size = sizeof peer;

	if (strncmp(name, CONTROL_ABSTRACT, strlen(CONTROL_ABSTRACT)) != 0)
		return true;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0)
		return false;
	snprintf(pid, sizeof pid, "%d", (int)peer.pid);
	return slash != NULL && strcmp(slash + 1, pid) == 0;
}

int client_connect_place(const char *name, int flags)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t len = strlen(name);
	socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
	int fd = -1, error = ECONNREFUSED; /* the answer of a socket that is not genuine */

	if (len > sizeof address.sun_path)
		return -ENAMETOOLONG;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
	if (fd < 0)
		return -errno;
	memcpy(address.sun_path, name, len);
	if (name[0] == '@')
		address.sun_path[0] = '\0';
	if (connect(fd, (struct sockaddr *)&address, size) < 0)
		error = errno;
	else if (is_genuine(fd, name))
		return fd;
	close(fd);
	return -error;
}

/* Explains why no place answered. `error` is that of the last place. */
static int report_unreachable(const struct client_target *target, int error,
			      struct text *err)
{
	if (error == -EAGAIN) {
		text_set(err, "the init takes no client now");
		return error;
	}
	if (target->control != NULL)
		text_set(err, "cannot reach an init at %s: %s", target->control,
			 strerror(-error));
	else if (target->container != NULL)
		text_set(err, "there is no running container \"%s\" of this user",
			 target->container);
	else
		text_set(err, "no running init was found here: is ctinit PID 1 of this "
			      "container, and is [init] control not off?");
	if (target->control == NULL)
		places_append_containers(err);
	return -ECONNREFUSED;
}

int client_connect(struct client *c, const struct client_target *target, struct text *err)
{
	static struct control_places places;
	int error = -ENAMETOOLONG;

	c->fd = c->received_fd = -1;
	c->from = c->used = 0;
	c->last.count = 0;
	places_find(&places, target);
	for (size_t i = 0; i < places.count && c->fd < 0; i++) {
		error = client_connect_place(places.names[i],
					     target->no_wait ? SOCK_NONBLOCK : 0);
		if (error >= 0)
			c->fd = error;
	}
	return c->fd >= 0 ? 0 : report_unreachable(target, error, err);
}

void client_close(struct client *c)
{
	if (c->fd >= 0)
		close(c->fd);
	if (c->received_fd >= 0)
		close(c->received_fd);
	c->fd = c->received_fd = -1;
}

/* ---- the request ---- */

/* Sends all bytes, the descriptors with the first of them. */
static int send_all(int fd, const char *bytes, size_t size, const int *fds, size_t fd_count)
{
	union {
		char bytes[CMSG_SPACE(3 * sizeof(int))];
		struct cmsghdr align;
	} control = { .bytes = { 0 } };

	for (size_t done = 0; done < size; fd_count = 0) {
		struct iovec iov = { (void *)(uintptr_t)(bytes + done), size - done };
		struct msghdr message = { .msg_iov = &iov, .msg_iovlen = 1 };
		ssize_t n;

		if (fd_count > 0) {
			message.msg_control = control.bytes;
			message.msg_controllen = CMSG_SPACE(fd_count * sizeof(int));
			struct cmsghdr *head = CMSG_FIRSTHDR(&message);
			head->cmsg_level = SOL_SOCKET;
			head->cmsg_type = SCM_RIGHTS;
			head->cmsg_len = CMSG_LEN(fd_count * sizeof(int));
			memcpy(CMSG_DATA(head), fds, fd_count * sizeof(int));
		}
		n = sendmsg(fd, &message, MSG_NOSIGNAL);
		if (n < 0 && errno != EINTR)
			return -errno;
		done += n > 0 ? (size_t)n : 0;
	}
	return 0;
}

int client_send(struct client *c, const char *const *words, const int *fds, size_t fd_count,
		struct text *err)
{
	static char request[CONTROL_LINE_MAX + 1];
	FILE *out = fmemopen(request, sizeof request, "w");
	long size;
	int error;

	if (out == NULL)
		return -ENOMEM;
	for (size_t i = 0; words[i] != NULL; i++) {
		if (i > 0)
			fputc(' ', out);
		quote_word(out, words[i]);
	}
	fputc('\n', out);
	fflush(out);
	size = ftell(out);
	bool too_long = ferror(out) || size < 1 || size > CONTROL_LINE_MAX ||
			request[size - 1] != '\n';
	fclose(out);
	if (too_long) {
		text_set(err, "the request is longer than %d bytes", CONTROL_LINE_MAX);
		return -EMSGSIZE;
	}
	error = send_all(c->fd, request, (size_t)size, fds, fd_count);
	/* The init may refuse a client before it has read the request. Its reply says why. */
	if (error < 0 && error != -EPIPE && error != -ECONNRESET) {
		text_set(err, "cannot send the request: %s", strerror(-error));
		return error;
	}
	return 0;
}

/* ---- the reply ---- */

/* Receives more bytes. Returns how many, or a negative errno. */
static int receive(struct client *c, bool wait)
{
	union {
		char bytes[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control;
	struct iovec iov = { c->buffer + c->used, sizeof c->buffer - c->used };
	struct msghdr message = { .msg_iov = &iov,
				  .msg_iovlen = 1,
				  .msg_control = control.bytes,
				  .msg_controllen = sizeof control.bytes };
	ssize_t n;

	do
		n = recvmsg(c->fd, &message, MSG_CMSG_CLOEXEC | (wait ? 0 : MSG_DONTWAIT));
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno == ECONNRESET ? 0 : -errno;
	struct cmsghdr *head = CMSG_FIRSTHDR(&message);
	if (head != NULL && head->cmsg_level == SOL_SOCKET &&
	    head->cmsg_type == SCM_RIGHTS && head->cmsg_len == CMSG_LEN(sizeof(int))) {
		if (c->received_fd >= 0)
			close(c->received_fd);
		memcpy(&c->received_fd, CMSG_DATA(head), sizeof(int));
	}
	c->used += (size_t)n;
	return (int)n;
}

/* Copies a line, and replaces the characters that a terminal might obey. The init escapes
 * them itself, except C1 (U+0080 to U+009F). */
static size_t copy_harmless(char *out, const char *line, size_t len)
{
	size_t used = 0;

	for (size_t i = 0, n; i < len; i += n) {
		n = utf8_character(line + i, len - i);
		if (n == 0 || utf8_is_control(line + i, n)) {
			out[used++] = '?';
			n = n == 0 ? 1 : n;
			continue;
		}
		memcpy(out + used, line + i, n);
		used += n;
	}
	return used;
}

int client_read_line(struct client *c, bool wait)
{
	for (;;) {
		size_t unread = c->used - c->from;
		char *begin = c->buffer + c->from, *end = memchr(begin, '\n', unread);
		int n;

		if (end != NULL && end - begin < CONTROL_LINE_MAX) {
			size_t len = copy_harmless(c->line, begin, (size_t)(end - begin));

			c->line[len] = '\0';
			c->from = (size_t)(end - c->buffer) + 1;
			return (int)len;
		}
		if (unread >= CONTROL_LINE_MAX)
			return -EMSGSIZE;
		memmove(c->buffer, begin, unread);
		c->from = 0;
		c->used = unread;
		n = receive(c, wait);
		if (n <= 0)
			return n;
	}
}

bool client_parse_line(struct client *c)
{
	return json_read(c->line, strlen(c->line), &c->last);
}
