/* supervisor/notify/notify_socket.c - receives the messages to a NOTIFY_SOCKET. */
#include "supervisor/notify/notify_socket.h"

#include "conf/base/escape.h"
#include "conf/base/number.h"
#include "supervisor/base/io.h"
#include "supervisor/base/ratelimit.h"
#include "supervisor/cleanup/pidfile.h"
#include "supervisor/proc/scm_rights.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#define SENDER_RETRIES_MAX 40 /* most checks of one sender, one every NOTIFY_RETRY */

int notify_socket_open(struct notify_socket *notify, struct io *io, uint32_t uid,
		       struct env *env)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	socklen_t size = sizeof address;
	char name[sizeof address.sun_path + 2];
	int on = 1, fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	notify->uid = uid;
	notify->sender_retries = 0;
	notify->is_taken = false;
	notify->last_ready = 0;
	scm_rights_refuse(fd);
	io_set(io, fd, EV_READ);
	if (bind(fd, (struct sockaddr *)&address, sizeof address.sun_family) < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof on) < 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &size) < 0)
		return -errno;
	snprintf(name, sizeof name, "@%.*s",
		 (int)(size - offsetof(struct sockaddr_un, sun_path) - 1),
		 address.sun_path + 1);
	return env_set(env, "NOTIFY_SOCKET", name);
}

void notify_socket_close(struct io *io, struct ev_loop *loop)
{
	io_stop(loop, io);
	if (io->fd >= 0)
		socket_close_discarding(io->fd);
	io_set(io, -1, EV_READ);
}

/* ---- lines ---- */

static void set_main_pid(struct unit *u, const char *text)
{
	int64_t number;

	if (number_parse(text, &number) && number > 1 && number <= INT32_MAX)
		pidfile_main_named(u, (pid_t)number);
}

static void keep_last_ready(struct notify_socket *notify, const struct datagram *datagram)
{
	notify->last_ready = datagram->pid;
	notify->last_ready_uid = datagram->uid;
}

static void report_status(struct unit *u, char *text)
{
	escape_controls(text);
	u->ctx->host->report(REPORT_VERBOSE, "%s: status: %.200s", unit_name(u), text);
}

static void obey_lines(struct notify_socket *notify, struct unit *u,
		       struct datagram *datagram, void (*on_ready)(struct unit *u))
{
	char *end;

	for (char *line = datagram->text; line != NULL; line = end) {
		end = strchr(line, '\n');
		if (end != NULL)
			*end++ = '\0';
		if (strncmp(line, "MAINPID=", 8) == 0)
			set_main_pid(u, line + 8);
		else if (strcmp(line, "READY=1") == 0)
			on_ready != NULL ? on_ready(u) : keep_last_ready(notify, datagram);
		else if (strncmp(line, "STATUS=", 7) == 0)
			report_status(u, line + 7);
	}
}

void notify_socket_obey(struct notify_socket *notify, struct unit *u,
			struct datagram *datagram, void (*on_ready)(struct unit *u))
{
	if (datagram->kind == DATAGRAM_GOOD)
		obey_lines(notify, u, datagram, on_ready);
	else if (ratelimit_allows(&notify->last_warning))
		u->ctx->host->report(REPORT_WARNING,
				     "%s: a message to its NOTIFY_SOCKET is ignored: %s "
				     "(pid %d, uid %u)",
				     unit_name(u), datagram_fault(datagram->kind),
				     (int)datagram->pid, datagram->uid);
}

enum datagram_kind notify_socket_last_ready(struct notify_socket *notify, struct unit *u)
{
	enum datagram_kind kind = DATAGRAM_NONE;

	if (notify->last_ready > 0)
		kind = datagram_judge_sender(u, notify->uid, notify->last_ready,
					     notify->last_ready_uid);
	if (kind == DATAGRAM_SENDER_PENDING &&
	    notify->sender_retries++ < SENDER_RETRIES_MAX)
		return kind;
	notify->last_ready = 0;
	notify->sender_retries = 0;
	return kind;
}

/* ---- datagrams ---- */

/* Returns true if there is no datagram, or if it must stay in the socket for now. */
static bool is_deferred(struct notify_socket *notify, struct io *io, struct ev_loop *loop,
			enum datagram_kind kind)
{
	bool wait_for_sender = kind == DATAGRAM_SENDER_PENDING &&
			       notify->sender_retries++ < SENDER_RETRIES_MAX;

	if (kind == DATAGRAM_FAILED || wait_for_sender)
		io_later(loop, io);
	return kind == DATAGRAM_NONE || kind == DATAGRAM_FAILED || wait_for_sender;
}

/* Removes the datagram that we have peeked at. Returns false, and lets `io` pause, if it is
 * still in the socket. EAGAIN: a child that discards a datagram with descriptors has taken
 * this one, too. */
static bool remove_datagram(struct io *io, struct ev_loop *loop)
{
	if (recv(io->fd, NULL, 0, MSG_DONTWAIT) >= 0 || errno == EAGAIN)
		return true;
	io_later(loop, io);
	return false;
}

enum notify_result notify_socket_take(struct notify_socket *notify, struct unit *u,
				      struct io *io, bool is_last, struct datagram *ret)
{
	struct ev_loop *loop = u->ctx->loop;

	if (notify->is_taken && !remove_datagram(io, loop))
		return NOTIFY_NOTHING;
	notify->is_taken = false;
	datagram_peek(u, io->fd, notify->uid, ret);
	if (ret->kind == DATAGRAM_SENDER_PENDING && is_last)
		ret->kind = DATAGRAM_GOOD;
	if (is_deferred(notify, io, loop, ret->kind))
		return NOTIFY_NOTHING;
	notify->sender_retries = 0;
	if (ret->has_fds) {
		scm_rights_discard(io->fd);
		io_stop(loop, io);
		return NOTIFY_PAUSED;
	}
	notify->is_taken = !remove_datagram(io, loop);
	return NOTIFY_TAKEN;
}
