/* supervisor/control/client_io.c - keeps the connected clients: reads a request of each, and
 * sends the reply as fast as the socket takes it.
 *
 * A client gets at most one page of work in a turn of the loop. */
#include "supervisor/control/client_io.h"

#include "conf/base/clock.h"
#include "conf/base/exits.h"
#include "supervisor/control/client_slots.h"
#include "supervisor/control/parse.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define LINES_MAX    64 /* lines of a reply that are made in one turn */
#define REQUEST_TIME SECONDS(5)
#define REPLY_TIME   SECONDS(10) /* without progress */
#define LOOK_TIME    SECONDS(2)  /* between looks whether a silent client is gone */
#define NOTICE_TIME  1500 /* msec until a request says why it waits, and looks again */

/* ---- replies ---- */

static void watch_client(struct control_client *client, int events)
{
	struct ev_loop *loop = client->request.ctx->loop;

	if (client->io.events == events && ev_is_active(&client->io.watcher))
		return;
	io_stop(loop, &client->io);
	io_set(&client->io, client->request.fd, events);
	if (events != 0)
		io_start(loop, &client->io);
}

/* A reload came between two parts of a reply that lists units: the rest would not
 * match. */
static bool is_outdated(const struct served_request *request)
{
	return request->conf_seen != request->ctx->conf &&
	       !request->handler->survives_reload;
}

/* Makes the next lines, at most a page. */
static enum step make_lines(struct control_client *client)
{
	struct served_request *request = &client->request;
	enum step step = STEP_MORE;

	request->reply.used = client->sent = 0;
	request->reply.full = false;
	for (unsigned i = 0; i < LINES_MAX && step == STEP_MORE && !request->reply.full;
	     i++) {
		if (request->handler == NULL)
			step = STEP_END;
		else if (is_outdated(request))
			step = request_last(reply_error(&request->reply, CTINIT_EXIT_FAILED,
							"the configuration has changed "
							"meanwhile; ask again"));
		else
			step = request->handler->step(request);
	}
	return step;
}

static void begin_waiting(struct control_client *client)
{
	struct served_request *request = &client->request;
	msec by = request->deadline;

	client->phase = CLIENT_WAITING;
	if (request->handler->says_why) {
		if (request->notice_at == 0)
			request->notice_at = clock_now() + NOTICE_TIME;
		if (by == 0 || by > request->notice_at)
			by = request->notice_at;
	}
	if (client->deaf && (by == 0 || by > clock_now() + LOOK_TIME))
		by = clock_now() + LOOK_TIME;
	slot_set_deadline(client, by);
	watch_client(client, client->deaf ? 0 : EV_READ);
}

/* Sends the rest of the page, or makes the next one and sends it. */
static void continue_reply(struct control_client *client)
{
	struct served_request *request = &client->request;
	struct reply *reply = &request->reply;
	ssize_t n = 0;

	if (client->sent == reply->used) {
		client->step = make_lines(client);
		if (client->step == STEP_TAKEN || client->step == STEP_PASSED) {
			int fd = client->step == STEP_PASSED ? request->fd : -1;

			slot_release(client);
			if (fd >= 0)
				close(fd);
			return;
		}
	}
	if (client->sent < reply->used)
		n = send(request->fd, reply->page + client->sent,
			 reply->used - client->sent, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (n < 0 && errno != EAGAIN && errno != EINTR && errno != ENOBUFS) {
		slot_drop(client);
		return;
	}
	if (n > 0)
		client->sent += (uint32_t)n;
	if (client->sent == reply->used && client->step == STEP_END) {
		slot_drop(client);
		return;
	}
	if (client->sent == reply->used && client->step == STEP_WAIT) {
		begin_waiting(client);
		return;
	}
	if (client->phase != CLIENT_REPLYING || n > 0)
		slot_set_deadline(client, clock_now() + REPLY_TIME);
	client->phase = CLIENT_REPLYING;
	watch_client(client, EV_WRITE);
}

/* ---- requests ---- */

static void refuse(struct control_client *client, int code, const char *text)
{
	client->request.handler = NULL;
	client->request.reply.used = client->sent = 0;
	reply_error(&client->request.reply, code, "%s", text);
	client->step = STEP_END;
	continue_reply(client);
}

/* Parses and begins the request. `has_fds`: descriptors are attached to it. */
static void begin_request(struct control_client *client, size_t len, bool has_fds)
{
	struct served_request *request = &client->request;
	struct conf_scratch scratch = { slot_words(client), CLIENT_WORDS_SIZE, 0 };
	char why[400] = "";
	int code = parse_request(slot_line(client), len, &scratch, request, &TEXT(why));

	request->conf_seen = request->ctx->conf;
	if (code == 0 && request_rights(request) == CONTROL_ALLOWED && !request->allowed) {
		text_set(&TEXT(why), "not permitted for user %u: see control-allow",
			 request->uid);
		code = CTINIT_EXIT_FAILED;
	}
	if (code == 0 &&
	    has_fds != (request->handler->takes_fds && request->options.rows == 0)) {
		text_set(&TEXT(why), has_fds ? "this request takes no descriptors"
					     : "this request needs descriptors");
		code = CTINIT_EXIT_USAGE;
	}
	if (code != 0) {
		refuse(client, code, why);
		return;
	}
	request->has_fds = has_fds;
	request->reply.used = client->sent = 0;
	client->step = STEP_MORE;
	/* The handler may take the connection, and close it. */
	watch_client(client, 0);
	if ((!request->handler->no_names && !request_check_names(request)) ||
	    (request->handler->begin != NULL && !request->handler->begin(request)))
		client->step = STEP_END;
	if (request->fd >= 0)
		continue_reply(client);
	else
		slot_release(client);
}

/* Peeks at what has come, so that descriptors stay in the socket. Returns the number of
 * bytes behind those that were received before, 0 at the end, or -1. */
static ssize_t peek_line(struct control_client *client, bool *ret_has_fds)
{
	struct iovec part = { slot_line(client) + client->received,
			      CONTROL_LINE_MAX - client->received };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
	ssize_t n = recvmsg(client->request.fd, &message, MSG_PEEK | MSG_DONTWAIT);

	*ret_has_fds = n >= 0 && (message.msg_flags & MSG_CTRUNC) != 0;
	return n;
}

static void read_request(struct control_client *client)
{
	char *line = slot_line(client), *end;
	bool has_fds;
	ssize_t n = peek_line(client, &has_fds);

	if (n < 0) {
		if (errno != EAGAIN && errno != EINTR)
			slot_drop(client);
		return;
	}
	if (n == 0 && !has_fds) {
		client->deaf = true;
		refuse(client, CTINIT_EXIT_USAGE, "the request has no newline");
		return;
	}
	end = memchr(line + client->received, '\n', (size_t)n);
	/* Only a request that takes descriptors leaves its line in the socket. */
	if (end != NULL && has_fds) {
		begin_request(client, (size_t)(end - line), true);
		return;
	}
	if (has_fds) {
		refuse(client, CTINIT_EXIT_USAGE,
		       "descriptors must come with the whole line");
		return;
	}
	if (end != NULL)
		n = end + 1 - (line + client->received);
	recv(client->request.fd, line + client->received, (size_t)n, MSG_DONTWAIT);
	client->received += (uint32_t)n;
	if (end != NULL)
		begin_request(client, (size_t)(end - line), false);
	else if (client->received == CONTROL_LINE_MAX)
		refuse(client, CTINIT_EXIT_USAGE, "the request is longer than 4096 bytes");
}

static bool is_gone(const struct control_client *client)
{
	struct pollfd p = { .fd = client->request.fd };

	return poll(&p, 1, 0) > 0 && (p.revents & (POLLHUP | POLLERR));
}

/* Something has come from a client that waits. A client that has shut down its sending half
 * only (socat) still reads. */
static void check_silent(struct control_client *client)
{
	if (is_gone(client)) {
		slot_drop(client);
		return;
	}
	client->deaf = true;
	begin_waiting(client);
}

static void on_client(struct ev_loop *loop, struct io *io)
{
	struct control_client *client = container_of(io, struct control_client, io);

	(void)loop;
	switch ((enum client_phase)client->phase) {
	case CLIENT_READING: read_request(client); break;
	case CLIENT_REPLYING: continue_reply(client); break;
	case CLIENT_WAITING: check_silent(client); break;
	case CLIENT_FREE:
	case CLIENT_DISCARDED: break;
	}
}

/* Its time is over. */
static void look_at(struct control_client *client)
{
	struct served_request *request = &client->request;

	if (client->phase != CLIENT_WAITING) {
		slot_drop(client);
	} else if (request->deadline > 0 && clock_now() >= request->deadline) {
		request->timed_out = true;
		continue_reply(client);
	} else if (request->handler->says_why && clock_now() >= request->notice_at &&
		   !is_gone(client)) {
		request->notice_due = true;
		request->notice_at = clock_now() + NOTICE_TIME;
		continue_reply(client);
	} else {
		check_silent(client);
	}
}

/* ---- all clients ---- */

bool clients_add(struct context *ctx, int fd, const struct rights *rights)
{
	static const char full[] =
		"{\"ok\":false,\"exit\":1,\"error\":\"too many clients\"}\n";
	struct control_client *client = slot_take(rights);
	uint64_t number;

	if (client == NULL) {
		send(fd, full, sizeof full - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
		return slot_refuse(ctx, fd);
	}
	number = client->number;
	*client = (struct control_client){
		.request = { .ctx = ctx,
			     .fd = fd,
			     .allowed = rights->allowed,
			     .uid = rights->uid,
			     .pid = rights->pid },
		.phase = CLIENT_READING,
		.number = number,
	};
	client->request.reply.page = slot_line(client);
	io_init(&client->io, on_client);
	slot_set_deadline(client, clock_now() + REQUEST_TIME);
	watch_client(client, EV_READ);
	return true;
}

void clients_wake(void)
{
	struct control_client *client;

	for (unsigned i = 0; (client = slot_at(i)) != NULL; i++) {
		if (client->phase == CLIENT_REPLYING && client->step == STEP_WAIT)
			client->step = STEP_MORE;
		if (client->phase != CLIENT_WAITING)
			continue;
		client->phase = CLIENT_REPLYING;
		slot_set_deadline(client, clock_now() + REPLY_TIME);
		watch_client(client, EV_WRITE);
	}
}

void clients_begin(struct context *ctx)
{
	slots_begin(ctx, look_at);
}
