/* supervisor/probe/probe.c - one question to something: does it answer? Never blocks. */
#include "supervisor/probe/probe.h"

#include "supervisor/env/cache.h"
#include "supervisor/proc/scm_rights.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define REQUEST  2048
#define SOME     4096 /* of an answer, to leave as little unread as can be */
#define SHORTEST 100  /* ms for one address of several */

static void drop_io(struct probe *probe)
{
	int fd = probe->io.fd;

	io_stop(probe->unit->ctx->loop, &probe->io);
	io_set(&probe->io, -1, EV_READ);
	if (fd >= 0 && probe->kind == READY_UNIX)
		socket_close_discarding(fd);
	else if (fd >= 0)
		close(fd);
}

static void stop_watching(struct probe *probe)
{
	ev_timer_stop(probe->unit->ctx->loop, &probe->timer);
	drop_io(probe);
	probe->state = PROBE_IDLE;
}

void probe_cancel(struct probe *probe)
{
	if (probe->state == PROBE_READING_ENV)
		env_cache_cancel(probe->unit);
	stop_watching(probe);
	helper_cancel(&probe->helper);
}

void probe_detach(struct probe *probe)
{
	stop_watching(probe);
	helper_detach(&probe->helper);
}

void probe_finish(struct probe *probe, bool good, const char *text)
{
	probe_cancel(probe);
	probe->done(probe, good, text);
}

void probe_fail(struct probe *probe, const char *what, const char *reason)
{
	char text[HELPER_TEXT];

	snprintf(text, sizeof text, "%s %s: %s", what, probe->label, reason);
	probe_finish(probe, false, text);
}

static const char *verb(const struct probe *probe)
{
	return probe->kind == READY_HTTP ? "GET" : "connect";
}

static void wait_at_most(struct probe *probe, msec wait)
{
	struct ev_loop *loop = probe->unit->ctx->loop;

	ev_now_update(loop);
	ev_timer_stop(loop, &probe->timer);
	ev_timer_set(&probe->timer, wait > 0 ? (double)wait / 1e3 : 0., 0.);
	ev_timer_start(loop, &probe->timer);
}

static void watch(struct probe *probe, int fd, int events)
{
	io_stop(probe->unit->ctx->loop, &probe->io);
	io_set(&probe->io, fd, events);
	io_start(probe->unit->ctx->loop, &probe->io);
}

/* ---- a connection ---- */

static void send_request(struct probe *probe)
{
	struct probe_target target;
	char why[HELPER_TEXT], text[REQUEST];
	size_t size = 0;

	if (probe_target(probe->unit, NULL, probe->key, probe->at, &target, &TEXT(why)) <
	    0) {
		probe_finish(probe, false, why);
		return;
	}
	size = probe_http_request(&target, text, sizeof text);
	scratch_trim(probe->unit->ctx);
	if (size == 0 ||
	    send(probe->io.fd, text, size, MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)size) {
		probe_fail(probe, "GET",
			   size == 0 ? "the request is too long" : strerror(errno));
		return;
	}
	probe->state = PROBE_READING_REPLY;
	probe->head_size = 0;
	wait_at_most(probe, probe->deadline - clock_now());
	watch(probe, probe->io.fd, EV_READ);
}

static void connected(struct probe *probe)
{
	if (probe->kind == READY_HTTP)
		send_request(probe);
	else
		probe_finish(probe, true, "");
}

/* 1: connected; 0: it is on its way; a negative errno. */
static int try_address(struct probe *probe, const union probe_address *to, socklen_t size)
{
	int fd = socket(to->any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int r;

	if (fd < 0)
		return -errno;
	if (to->any.sa_family == AF_UNIX)
		scm_rights_refuse(fd);
	io_set(&probe->io, fd, EV_WRITE);
	do
		r = connect(fd, &to->any, size) == 0 ? 1 : -errno;
	while (r == -EINTR);
	if (r == -EISCONN) /* it went on while it was interrupted */
		r = 1;
	if (r == 1)
		return r;
	if (r == -EINPROGRESS || r == -EALREADY) {
		watch(probe, fd, EV_WRITE);
		return 0;
	}
	drop_io(probe);
	return r;
}

/* The next address that does not refuse at once. Each gets its share of the time. */
static void try_next(struct probe *probe)
{
	union probe_address to;

	while (probe->next < probe->count) {
		msec left = probe->deadline - clock_now();
		msec share = left / (probe->count - probe->next);
		socklen_t size =
			probe_address(&to, &probe->addresses[probe->next++], probe->port);
		int r = left > 0 ? try_address(probe, &to, size) : -ETIMEDOUT;

		if (r > 0) {
			connected(probe);
			return;
		}
		if (r == 0) {
			probe->state = PROBE_CONNECTING;
			wait_at_most(probe,
				     share > SHORTEST || share > left ? share : SHORTEST);
			return;
		}
		probe->error = probe->error != 0 ? probe->error : (int16_t)-r;
	}
	probe_fail(probe, verb(probe), strerror(probe->error));
}

static void failed_address(struct probe *probe, int error)
{
	drop_io(probe);
	probe->error = probe->error != 0 ? probe->error : (int16_t)error;
	try_next(probe);
}

static void on_connected(struct probe *probe)
{
	int error = 0;
	socklen_t size = sizeof error;

	if (getsockopt(probe->io.fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0)
		error = errno;
	if (error == 0)
		connected(probe);
	else
		failed_address(probe, error);
}

/* Only the status counts. */
static void on_answer(struct probe *probe)
{
	char some[SOME], text[64];
	ssize_t n = recv(probe->io.fd, some, sizeof some, MSG_DONTWAIT);
	size_t take = PROBE_STATUS_SIZE - probe->head_size;
	int status;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		probe_fail(probe, "GET",
			   n < 0 ? strerror(errno) : "it closed without an answer");
		return;
	}
	take = (size_t)n < take ? (size_t)n : take;
	memcpy(probe->head + probe->head_size, some, take);
	probe->head_size += (uint8_t)take;
	status = probe_http_status(probe->head, probe->head_size);
	if (status == 0)
		return;
	snprintf(text, sizeof text, "status %d", status);
	if (status >= 200 && status <= 399)
		probe_finish(probe, true, "");
	else
		probe_fail(probe, "GET", status < 0 ? "that is not HTTP" : text);
}

void probe_connect_unix(struct probe *probe, const char *path)
{
	union probe_address to;
	socklen_t size = probe_unix_address(&to, path);
	int r = size > 0 ? try_address(probe, &to, size) : -ENAMETOOLONG;

	if (r > 0)
		connected(probe);
	else
		probe_fail(probe, "connect", strerror(r < 0 ? -r : EINPROGRESS));
}

/* ---- names ---- */

static void on_pipe(struct probe *probe)
{
	/* one more than there may be: a longer answer is seen to be one */
	struct dns_address found[RESOLVE_MAX + 1];
	ssize_t n = read(probe->io.fd, found, sizeof found);

	probe->count =
		n > 0 ? (uint8_t)resolve_check(found, (size_t)n, probe->addresses) : 0;
	if (probe->count == 0) {
		probe_fail(probe, "resolve", resolve_reason(-1));
		return;
	}
	drop_io(probe);
	probe->next = 0;
	try_next(probe);
}

static void begin_resolving(struct probe *probe, const char *name)
{
	static char asked[DNS_NAME]; /* the child has its own copy of it */
	struct helper_spec spec = { .run = resolve_child, .context = asked, .quiet = true };
	char why[HELPER_TEXT];
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0) {
		probe_fail(probe, "resolve", strerror(errno));
		return;
	}
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	snprintf(asked, sizeof asked, "%s", name);
	probe->state = PROBE_RESOLVING;
	io_set(&probe->io, ends[0], EV_READ); /* read once the child is done */
	spec.result_fd = ends[1];
	spec.timeout = probe->timeout;
	int r = helper_start(&probe->helper, &spec, &TEXT(why));
	close(ends[1]);
	if (r < 0)
		probe_finish(probe, false, why);
}

static void on_job(struct helper *helper, enum helper_end end, const char *text)
{
	struct probe *probe = container_of(helper, struct probe, helper);
	bool command = probe->state == PROBE_RUNNING_COMMAND;

	if (probe->state == PROBE_CHECKING_PATH ||
	    probe->state == PROBE_CHECKING_PATH_AS_USER)
		probe_path_checked(probe, end, text);
	else if (end == HELPER_OK && command)
		probe_finish(probe, true, "");
	else if (end == HELPER_OK)
		on_pipe(probe);
	else if (end == HELPER_NOT_STARTED)
		probe_finish(probe, false, text);
	else if (command)
		probe_fail(probe, "run", text);
	else
		probe_fail(probe, "resolve",
			   end == HELPER_TIMEOUT ? text
						 : resolve_reason(helper->exit_code));
}

/* ---- the question ---- */

static int command_words(struct helper *helper, struct env *env, char *const **ret_argv,
			 struct text *err)
{
	struct probe *probe = container_of(helper, struct probe, helper);
	struct probe_target target;
	int r;

	r = probe_target(probe->unit, env, probe->key, probe->at, &target, err);
	if (r == 0)
		*ret_argv = target.argv;
	return r;
}

static void run_command(struct probe *probe)
{
	struct helper_spec spec = { .words = command_words, .quiet = true };
	char why[HELPER_TEXT];

	spec.timeout = probe->timeout;
	probe->state = PROBE_RUNNING_COMMAND;
	if (helper_start(&probe->helper, &spec, &TEXT(why)) < 0)
		probe_finish(probe, false, why);
}

static void probe_host(struct probe *probe, const struct probe_target *target)
{
	probe->port = target->port;
	probe->next = 0;
	probe->count = probe_literal_addresses(target->host, probe->addresses);
	if (probe->count > 0)
		try_next(probe);
	else
		begin_resolving(probe, target->host);
}

static void probe_begin_target(struct probe *probe);

static void on_files(void *context, bool good, const char *text)
{
	struct probe *probe = context;

	probe->state = PROBE_IDLE;
	probe->deadline = clock_now() + probe->timeout;
	if (good)
		probe_begin_target(probe);
	else
		probe_finish(probe, false, text);
}

/* What is asked may be said by files of the service's environment. True: they are read
 * first. */
bool probe_reads_env_first(struct probe *probe, bool needs)
{
	char why[HELPER_TEXT];

	if (!needs || !env_cache_is_stale(probe->unit))
		return false;
	probe->state = PROBE_READING_ENV;
	if (env_cache_read(probe->unit, on_files, probe, &TEXT(why)) < 0)
		probe_finish(probe, false, why);
	return true;
}

/* A command, or the resolver of a name. */
static bool runs_as_service(const struct probe_target *target)
{
	struct dns_address found[RESOLVE_MAX];

	return target->kind == READY_EXEC ||
	       ((target->kind == READY_TCP || target->kind == READY_HTTP) &&
		probe_literal_addresses(target->host, found) == 0);
}

static void probe_begin_target(struct probe *probe)
{
	struct probe_target target;
	char why[HELPER_TEXT];

	if (probe_reads_env_first(probe, conf_is_dynamic(probe->unit->section,
							 (enum conf_key)probe->key)))
		return;
	if (probe_target(probe->unit, NULL, (enum conf_key)probe->key, probe->at, &target,
			 &TEXT(why)) < 0) {
		probe_finish(probe, false, why);
		return;
	}
	if (probe_reads_env_first(probe, runs_as_service(&target)))
		return;
	probe->kind = (uint8_t)target.kind;
	probe_set_label(probe, target.rest);
	if (target.kind == READY_FILE || target.kind == READY_UNIX)
		probe_path(probe, target.rest);
	else if (target.kind == READY_EXEC)
		run_command(probe);
	else
		probe_host(probe, &target);
}

void probe_start(struct probe *probe, enum conf_key key, size_t at, msec timeout)
{
	probe_cancel(probe);
	probe->helper.no_room = false;
	probe->key = (uint16_t)key;
	probe->at = (uint16_t)at;
	probe->timeout = timeout;
	probe->deadline = clock_now() + timeout;
	probe->error = 0;
	probe_begin_target(probe);
}

static void on_io(struct ev_loop *loop, struct io *w)
{
	struct probe *probe = container_of(w, struct probe, io);

	(void)loop;
	if (probe->state == PROBE_CONNECTING)
		on_connected(probe);
	else if (probe->state == PROBE_READING_REPLY)
		on_answer(probe);
	context_pump(probe->unit->ctx);
}

static void on_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct probe *probe = container_of(w, struct probe, timer);

	(void)loop;
	(void)revents;
	if (probe->state == PROBE_CONNECTING)
		failed_address(probe, ETIMEDOUT);
	else
		probe_fail(probe, verb(probe), "no answer in time");
	context_pump(probe->unit->ctx);
}

void probe_init(struct probe *probe, struct unit *u,
		void (*done)(struct probe *probe, bool good, const char *text))
{
	*probe = (struct probe){ .unit = u, .done = done };
	helper_init(&probe->helper, u, on_job);
	ev_init(&probe->timer, on_timer);
	io_init(&probe->io, on_io);
}
