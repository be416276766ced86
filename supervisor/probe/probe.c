/* supervisor/probe/probe.c - one question to something: does it answer? Never blocks. */
#include "supervisor/probe/probe.h"

#include "supervisor/env/cache.h"
#include "supervisor/proc/gift.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define REQUEST  2048
#define SOME     4096 /* of an answer, to leave as little unread as can be */
#define SHORTEST 100  /* ms for one address of several */

static void drop_io(struct ask *ask)
{
	int fd = ask->io.fd;

	io_stop(ask->unit->ctx->loop, &ask->io);
	io_set(&ask->io, -1, EV_READ);
	if (fd >= 0 && ask->kind == READY_UNIX)
		gift_close(fd);
	else if (fd >= 0)
		close(fd);
}

static void stop_watching(struct ask *ask)
{
	ev_timer_stop(ask->unit->ctx->loop, &ask->timer);
	drop_io(ask);
	ask->state = ASK_IDLE;
}

void ask_stop(struct ask *ask)
{
	if (ask->state == ASK_READING)
		files_stop(ask->unit);
	stop_watching(ask);
	helper_cancel(&ask->helper);
}

void ask_forget(struct ask *ask)
{
	stop_watching(ask);
	helper_detach(&ask->helper);
}

void ask_answer(struct ask *ask, bool good, const char *text)
{
	ask_stop(ask);
	ask->done(ask, good, text);
}

void ask_no(struct ask *ask, const char *what, const char *reason)
{
	char text[HELPER_TEXT];

	snprintf(text, sizeof text, "%s %s: %s", what, ask->label, reason);
	ask_answer(ask, false, text);
}

static const char *verb(const struct ask *ask)
{
	return ask->kind == READY_HTTP ? "GET" : "connect";
}

static void wait_at_most(struct ask *ask, msec wait)
{
	struct ev_loop *loop = ask->unit->ctx->loop;

	ev_now_update(loop);
	ev_timer_stop(loop, &ask->timer);
	ev_timer_set(&ask->timer, wait > 0 ? (double)wait / 1e3 : 0., 0.);
	ev_timer_start(loop, &ask->timer);
}

static void watch(struct ask *ask, int fd, int events)
{
	io_stop(ask->unit->ctx->loop, &ask->io);
	io_set(&ask->io, fd, events);
	io_start(ask->unit->ctx->loop, &ask->io);
}

/* ---- a connection ---- */

static void send_request(struct ask *ask)
{
	struct ask_target target;
	char why[HELPER_TEXT], text[REQUEST];
	size_t size = 0;

	if (ask_target(ask->unit, NULL, ask->key, ask->at, &target, &TEXT(why)) < 0) {
		ask_answer(ask, false, why);
		return;
	}
	size = ask_request(&target, text, sizeof text);
	scratch_trim(ask->unit->ctx);
	if (size == 0 ||
	    send(ask->io.fd, text, size, MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)size) {
		ask_no(ask, "GET", size == 0 ? "the request is too long" : strerror(errno));
		return;
	}
	ask->state = ASK_ANSWER;
	ask->head_size = 0;
	wait_at_most(ask, ask->deadline - clock_now());
	watch(ask, ask->io.fd, EV_READ);
}

static void connected(struct ask *ask)
{
	if (ask->kind == READY_HTTP)
		send_request(ask);
	else
		ask_answer(ask, true, "");
}

/* 1: connected; 0: it is on its way; a negative errno. */
static int try_address(struct ask *ask, const union ask_address *to, socklen_t size)
{
	int fd = socket(to->any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int r;

	if (fd < 0)
		return -errno;
	if (to->any.sa_family == AF_UNIX)
		gift_refuse(fd);
	io_set(&ask->io, fd, EV_WRITE);
	do
		r = connect(fd, &to->any, size) == 0 ? 1 : -errno;
	while (r == -EINTR);
	if (r == -EISCONN) /* it went on while it was interrupted */
		r = 1;
	if (r == 1)
		return r;
	if (r == -EINPROGRESS || r == -EALREADY) {
		watch(ask, fd, EV_WRITE);
		return 0;
	}
	drop_io(ask);
	return r;
}

/* The next address that does not refuse at once. Each gets its share of the time. */
static void try_next(struct ask *ask)
{
	union ask_address to;

	while (ask->next < ask->count) {
		msec left = ask->deadline - clock_now();
		msec share = left / (ask->count - ask->next);
		socklen_t size = ask_address(&to, &ask->addresses[ask->next++], ask->port);
		int r = left > 0 ? try_address(ask, &to, size) : -ETIMEDOUT;

		if (r > 0) {
			connected(ask);
			return;
		}
		if (r == 0) {
			ask->state = ASK_CONNECTING;
			wait_at_most(ask,
				     share > SHORTEST || share > left ? share : SHORTEST);
			return;
		}
		ask->error = ask->error != 0 ? ask->error : (int16_t)-r;
	}
	ask_no(ask, verb(ask), strerror(ask->error));
}

static void failed_address(struct ask *ask, int error)
{
	drop_io(ask);
	ask->error = ask->error != 0 ? ask->error : (int16_t)error;
	try_next(ask);
}

static void on_connected(struct ask *ask)
{
	int error = 0;
	socklen_t size = sizeof error;

	if (getsockopt(ask->io.fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0)
		error = errno;
	if (error == 0)
		connected(ask);
	else
		failed_address(ask, error);
}

/* Only the status counts. */
static void on_answer(struct ask *ask)
{
	char some[SOME], text[64];
	ssize_t n = recv(ask->io.fd, some, sizeof some, MSG_DONTWAIT);
	size_t take = ASK_STATUS - ask->head_size;
	int status;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		ask_no(ask, "GET", n < 0 ? strerror(errno) : "it closed without an answer");
		return;
	}
	take = (size_t)n < take ? (size_t)n : take;
	memcpy(ask->head + ask->head_size, some, take);
	ask->head_size += (uint8_t)take;
	status = ask_http_status(ask->head, ask->head_size);
	if (status == 0)
		return;
	snprintf(text, sizeof text, "status %d", status);
	if (status >= 200 && status <= 399)
		ask_answer(ask, true, "");
	else
		ask_no(ask, "GET", status < 0 ? "that is not HTTP" : text);
}

void ask_connect_unix(struct ask *ask, const char *path)
{
	union ask_address to;
	socklen_t size = ask_unix_address(&to, path);
	int r = size > 0 ? try_address(ask, &to, size) : -ENAMETOOLONG;

	if (r > 0)
		connected(ask);
	else
		ask_no(ask, "connect", strerror(r < 0 ? -r : EINPROGRESS));
}

/* ---- names ---- */

static void on_pipe(struct ask *ask)
{
	/* one more than there may be: a longer answer is seen to be one */
	struct dns_address found[RESOLVE_MAX + 1];
	ssize_t n = read(ask->io.fd, found, sizeof found);

	ask->count = n > 0 ? (uint8_t)resolve_check(found, (size_t)n, ask->addresses) : 0;
	if (ask->count == 0) {
		ask_no(ask, "resolve", resolve_reason(-1));
		return;
	}
	drop_io(ask);
	ask->next = 0;
	try_next(ask);
}

static void begin_resolving(struct ask *ask, const char *name)
{
	static char asked[DNS_NAME]; /* the child has its own copy of it */
	struct helper_spec spec = { .run = resolve_child, .context = asked, .quiet = true };
	char why[HELPER_TEXT];
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0) {
		ask_no(ask, "resolve", strerror(errno));
		return;
	}
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	snprintf(asked, sizeof asked, "%s", name);
	ask->state = ASK_RESOLVING;
	io_set(&ask->io, ends[0], EV_READ); /* read once the child is done */
	spec.result_fd = ends[1];
	spec.timeout = ask->timeout;
	int r = helper_start(&ask->helper, &spec, &TEXT(why));
	close(ends[1]);
	if (r < 0)
		ask_answer(ask, false, why);
}

static void on_job(struct helper *helper, enum helper_end end, const char *text)
{
	struct ask *ask = container_of(helper, struct ask, helper);
	bool command = ask->state == ASK_COMMAND;

	if (ask->state == ASK_LOOKING || ask->state == ASK_LOOKING_AGAIN)
		ask_path_done(ask, end, text);
	else if (end == HELPER_OK && command)
		ask_answer(ask, true, "");
	else if (end == HELPER_OK)
		on_pipe(ask);
	else if (end == HELPER_NOT_STARTED)
		ask_answer(ask, false, text);
	else if (command)
		ask_no(ask, "run", text);
	else
		ask_no(ask, "resolve",
		       end == HELPER_TIMEOUT ? text : resolve_reason(helper->exit_code));
}

/* ---- the question ---- */

static int command_words(struct helper *helper, struct env *env, char *const **ret_argv,
			 struct text *err)
{
	struct ask *ask = container_of(helper, struct ask, helper);
	struct ask_target target;
	int r;

	r = ask_target(ask->unit, env, ask->key, ask->at, &target, err);
	if (r == 0)
		*ret_argv = target.argv;
	return r;
}

static void ask_command(struct ask *ask)
{
	struct helper_spec spec = { .words = command_words, .quiet = true };
	char why[HELPER_TEXT];

	spec.timeout = ask->timeout;
	ask->state = ASK_COMMAND;
	if (helper_start(&ask->helper, &spec, &TEXT(why)) < 0)
		ask_answer(ask, false, why);
}

static void ask_host(struct ask *ask, const struct ask_target *target)
{
	ask->port = target->port;
	ask->next = 0;
	ask->count = ask_literal(target->host, ask->addresses);
	if (ask->count > 0)
		try_next(ask);
	else
		begin_resolving(ask, target->host);
}

static void ask_target_now(struct ask *ask);

static void on_files(void *context, bool good, const char *text)
{
	struct ask *ask = context;

	ask->state = ASK_IDLE;
	ask->deadline = clock_now() + ask->timeout;
	if (good)
		ask_target_now(ask);
	else
		ask_answer(ask, false, text);
}

/* What is asked may be said by files of the service's environment. True: they are read
 * first. */
bool ask_reads_first(struct ask *ask, bool needs)
{
	char why[HELPER_TEXT];

	if (!needs || !files_are_due(ask->unit))
		return false;
	ask->state = ASK_READING;
	if (files_read(ask->unit, on_files, ask, &TEXT(why)) < 0)
		ask_answer(ask, false, why);
	return true;
}

/* A command, or the resolver of a name. */
static bool runs_as_service(const struct ask_target *target)
{
	struct dns_address found[RESOLVE_MAX];

	return target->kind == READY_EXEC ||
	       ((target->kind == READY_TCP || target->kind == READY_HTTP) &&
		ask_literal(target->host, found) == 0);
}

static void ask_target_now(struct ask *ask)
{
	struct ask_target target;
	char why[HELPER_TEXT];

	if (ask_reads_first(ask,
			    conf_is_dynamic(ask->unit->section, (enum conf_key)ask->key)))
		return;
	if (ask_target(ask->unit, NULL, (enum conf_key)ask->key, ask->at, &target,
		       &TEXT(why)) < 0) {
		ask_answer(ask, false, why);
		return;
	}
	if (ask_reads_first(ask, runs_as_service(&target)))
		return;
	ask->kind = (uint8_t)target.kind;
	ask_set_label(ask, target.rest);
	if (target.kind == READY_FILE || target.kind == READY_UNIX)
		ask_path(ask, target.rest);
	else if (target.kind == READY_EXEC)
		ask_command(ask);
	else
		ask_host(ask, &target);
}

void ask_begin(struct ask *ask, enum conf_key key, size_t at, msec timeout)
{
	ask_stop(ask);
	ask->helper.no_room = false;
	ask->key = (uint16_t)key;
	ask->at = (uint16_t)at;
	ask->timeout = timeout;
	ask->deadline = clock_now() + timeout;
	ask->error = 0;
	ask_target_now(ask);
}

static void on_io(struct ev_loop *loop, struct io *w)
{
	struct ask *ask = container_of(w, struct ask, io);

	(void)loop;
	if (ask->state == ASK_CONNECTING)
		on_connected(ask);
	else if (ask->state == ASK_ANSWER)
		on_answer(ask);
	context_pump(ask->unit->ctx);
}

static void on_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct ask *ask = container_of(w, struct ask, timer);

	(void)loop;
	(void)revents;
	if (ask->state == ASK_CONNECTING)
		failed_address(ask, ETIMEDOUT);
	else
		ask_no(ask, verb(ask), "no answer in time");
	context_pump(ask->unit->ctx);
}

void ask_init(struct ask *ask, struct unit *u,
	      void (*done)(struct ask *ask, bool good, const char *text))
{
	*ask = (struct ask){ .unit = u, .done = done };
	helper_init(&ask->helper, u, on_job);
	ev_init(&ask->timer, on_timer);
	io_init(&ask->io, on_io);
}
