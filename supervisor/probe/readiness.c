/* supervisor/probe/readiness.c - decides when a service is ready (`ready`). */
#include "supervisor/probe/readiness.h"

#include "conf/base/clock.h"
#include "supervisor/base/io.h"
#include "supervisor/base/timer.h"
#include "supervisor/notify/notify_socket.h"
#include "supervisor/output/output.h"
#include "supervisor/probe/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FIRST_PAUSE        50 /* msec */
#define PAUSE_MAX          SECONDS(1)
#define PROBE_TIMEOUT      SECONDS(5)
#define LAST_DATAGRAMS_MAX 16
#define FD_CLOSED_WAIT     50 /* msec between the close of a pipe and the death */

struct readiness {
	struct unit *unit;
	struct probe *probe; /* NULL: the value of `ready` cannot be a probe */
	struct io io;        /* the socket (`notify`) or the pipe (`fd:N`); fd -1: none */
	ev_timer timer;      /* timer of the next probe, `alive`, `notify` or `fd:N` */
	struct notify_socket notify;
	msec pause;     /* pause before the next probe, or the time of `alive` */
	uint8_t kind;   /* enum conf_ready_kind */
	bool fd_closed; /* `fd:N` was closed before a newline */
	char last_error[READINESS_TEXT - 2]; /* why the last probe failed */
};

static void close_fd(struct readiness *state)
{
	struct ev_loop *loop = state->unit->ctx->loop;

	ev_timer_stop(loop, &state->timer);
	if (state->kind == READY_NOTIFY) {
		notify_socket_close(&state->io, loop);
		return;
	}
	io_stop(loop, &state->io);
	if (state->io.fd >= 0)
		close(state->io.fd);
	io_set(&state->io, -1, EV_READ);
}

void readiness_end(struct unit *u)
{
	struct readiness *state = u->readiness;

	if (state == NULL)
		return;
	close_fd(state);
	if (state->probe != NULL)
		probe_cancel(state->probe);
}

void readiness_stop_probing(struct unit *u)
{
	struct readiness *state = u->readiness;

	if (state == NULL || state->kind == READY_NOTIFY)
		return;
	ev_timer_stop(u->ctx->loop, &state->timer);
	if (state->probe != NULL)
		probe_cancel(state->probe);
}

void readiness_detach(struct unit *u)
{
	struct readiness *state = u->readiness;

	if (state == NULL)
		return;
	close_fd(state);
	if (state->probe != NULL)
		probe_detach(state->probe);
}

static void set_ready(struct unit *u)
{
	if (u->readiness->kind != READY_NOTIFY) /* STATUS= may still arrive */
		close_fd(u->readiness);
	if (core_state(u->ctx->core, u->index) == SVC_STARTING)
		core_ready(u->ctx->core, u->index, clock_now());
	context_pump(u->ctx);
}

static void set_timer(struct readiness *state, msec wait)
{
	timer_arm(state->unit->ctx->loop, &state->timer, (double)wait / 1e3);
}

void readiness_log_matched(struct unit *u)
{
	if (u->readiness != NULL && u->readiness->kind == READY_LOG)
		set_ready(u);
}

/* ---- probes ---- */

static void probe_later(struct readiness *state)
{
	set_timer(state, state->pause);
	state->pause = state->pause * 2 > PAUSE_MAX ? PAUSE_MAX : state->pause * 2;
}

static void on_probed(struct probe *probe, bool passed, const char *text)
{
	struct readiness *state = probe->unit->readiness;

	snprintf(state->last_error, sizeof state->last_error, "%s", text);
	if (passed)
		set_ready(probe->unit);
	else
		probe_later(state);
}

/* ---- ready = fd:N ---- */

/* Reads the pipe. If it was closed, waits a moment: the process may have died, and its
 * death must be handled first. */
static void read_pipe(struct readiness *state)
{
	char text[256];
	ssize_t n = read(state->io.fd, text, sizeof text);

	if (n > 0 && memchr(text, '\n', (size_t)n) != NULL) {
		set_ready(state->unit);
	} else if (n == 0 || (n < 0 && errno != EAGAIN)) {
		close_fd(state);
		set_timer(state, FD_CLOSED_WAIT);
	}
}

static void fail_closed_pipe(struct readiness *state)
{
	struct unit *u = state->unit;

	if (core_state(u->ctx->core, u->index) != SVC_STARTING)
		return;
	state->fd_closed = true;
	core_timeout(u->ctx->core, u->index, clock_now());
	context_pump(u->ctx);
}

bool readiness_fd_closed(const struct unit *u)
{
	return u->readiness != NULL && u->readiness->fd_closed;
}

/* ---- ready = notify ---- */

/* Returns false if no datagram was received. */
static bool receive_datagram(struct readiness *state, bool is_last)
{
	struct datagram d;
	enum notify_result r =
		notify_socket_take(&state->notify, state->unit, &state->io, is_last, &d);

	if (r == NOTIFY_NOTHING)
		return false;
	if (r == NOTIFY_PAUSED)
		set_timer(state, NOTIFY_PAUSE);
	notify_socket_obey(&state->notify, state->unit, &d, is_last ? NULL : set_ready);
	return r == NOTIFY_TAKEN;
}

void readiness_read_last(struct unit *u)
{
	struct readiness *state = u->readiness;

	if (state == NULL || state->kind != READY_NOTIFY || state->io.fd < 0)
		return;
	for (int i = 0; i < LAST_DATAGRAMS_MAX && receive_datagram(state, true); i++)
		;
}

void readiness_main_replaced(struct unit *u)
{
	struct readiness *state = u->readiness;
	enum datagram_kind kind;

	if (state == NULL || state->kind != READY_NOTIFY)
		return;
	kind = notify_socket_last_ready(&state->notify, u);
	if (kind == DATAGRAM_GOOD)
		set_ready(u);
	else if (kind == DATAGRAM_SENDER_PENDING)
		set_timer(state, NOTIFY_RETRY);
}

/* ---- events ---- */

static void on_io(struct ev_loop *loop, struct io *w)
{
	struct readiness *state = container_of(w, struct readiness, io);

	(void)loop;
	if (state->kind == READY_NOTIFY)
		receive_datagram(state, false);
	else
		read_pipe(state);
}

static void resume_notify(struct readiness *state)
{
	io_start(state->unit->ctx->loop, &state->io);
	readiness_main_replaced(state->unit);
}

static void on_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct readiness *state = container_of(w, struct readiness, timer);

	(void)loop;
	(void)revents;
	if (state->kind == READY_ALIVE)
		set_ready(state->unit);
	else if (state->kind == READY_NOTIFY)
		resume_notify(state);
	else if (state->kind == READY_FD)
		fail_closed_pipe(state);
	else if (state->probe != NULL)
		probe_start(state->probe, (struct probe_entry){ CONF_SERVICE_READY, 0 },
			    PROBE_TIMEOUT);
}

/* ---- starts ---- */

static int open_pipe(struct readiness *state, struct spawn_plan *plan, int child_fd)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	io_set(&state->io, ends[0], EV_READ);
	plan->notify_fd = ends[1];
	plan->notify_as = child_fd;
	return 0;
}

int readiness_prepare(struct unit *u, struct spawn_plan *plan, struct env *env,
		      const struct conf_value *ready)
{
	struct readiness *state = u->readiness;
	uint32_t uid = plan->change_user ? plan->uid : geteuid();

	readiness_end(u);
	state->kind = (uint8_t)ready->number;
	state->pause = state->kind == READY_ALIVE ? ready->number2 : FIRST_PAUSE;
	state->last_error[0] = '\0';
	state->fd_closed = false;
	switch ((enum conf_ready_kind)ready->number) {
	case READY_NOTIFY: return notify_socket_open(&state->notify, &state->io, uid, env);
	case READY_FD: return open_pipe(state, plan, (int)ready->number2);
	case READY_START:
	case READY_ALIVE:
	case READY_TCP:
	case READY_UNIX:
	case READY_FILE:
	case READY_HTTP:
	case READY_EXEC: return 0;
	case READY_LOG: return u->log != NULL ? 0 : -ENOTSUP;
	}
	return -EINVAL;
}

/* Starts to read only now. Data that the program has written since the fork is still in the
 * socket or the pipe. */
void readiness_begin(struct unit *u)
{
	struct readiness *state = u->readiness;

	switch ((enum conf_ready_kind)state->kind) {
	case READY_START:
		if (!u->policy->task)
			core_ready(u->ctx->core, u->index, clock_now());
		break;
	case READY_NOTIFY:
	case READY_FD: io_start(u->ctx->loop, &state->io); break;
	case READY_LOG: break; /* see readiness_log_matched() */
	case READY_ALIVE: set_timer(state, state->pause); break;
	case READY_TCP:
	case READY_UNIX:
	case READY_FILE:
	case READY_HTTP:
	case READY_EXEC: probe_later(state); break;
	}
}

/* ---- messages ---- */

/* clang-format off */
static const char *const missing[] = {
	[READY_NOTIFY] = "READY=1 on NOTIFY_SOCKET",
	[READY_FD]     = "a newline on the descriptor of ready",
	[READY_LOG]    = "a line that matches ready = log:",
};
static const char *const prefixes[] = {
	[READY_TCP]  = "tcp:",  [READY_UNIX] = "unix:", [READY_HTTP] = "http://",
	[READY_FILE] = "file:", [READY_EXEC] = "exec:",
};
/* clang-format on */

const char *readiness_missing(const struct unit *u, char text[READINESS_TEXT])
{
	const struct readiness *state = u->readiness;

	text[0] = '\0';
	if (state == NULL)
		return "";
	if (state->kind == READY_LOG && log_stream_regex_is_slow(u)) {
		snprintf(text, READINESS_TEXT,
			 "ready = log:, whose expression takes too long");
	} else if (state->kind < ARRAY_LEN(missing) && missing[state->kind] != NULL) {
		snprintf(text, READINESS_TEXT, "%s", missing[state->kind]);
	} else if (state->probe != NULL && state->kind < ARRAY_LEN(prefixes) &&
		   prefixes[state->kind] != NULL) {
		snprintf(text, READINESS_TEXT, "%s%s", prefixes[state->kind],
			 state->probe->label);
		return probe_reason(state->last_error);
	}
	return "";
}

/* ---- setup ---- */

static bool may_probe(const struct unit *u)
{
	int64_t kind = conf_number(u->section, CONF_SERVICE_READY);

	return conf_is_dynamic(u->section, CONF_SERVICE_READY) || kind == READY_TCP ||
	       kind == READY_UNIX || kind == READY_FILE || kind == READY_HTTP ||
	       kind == READY_EXEC;
}

static void init_readiness(struct readiness *state, struct unit *u, struct probe *probe)
{
	state->unit = u;
	state->probe = probe;
	if (probe != NULL)
		probe_init(probe, u, on_probed);
	ev_init(&state->timer, on_timer);
	io_init(&state->io, on_io);
	u->readiness = state;
}

int readiness_new_all(struct generation *g)
{
	uint32_t states = 0, probes = 0;

	for (uint32_t i = 0; i < g->count; i++) {
		const struct unit *u = generation_unit(g, i);

		if (!conf_is_set(u->section, CONF_SERVICE_READY))
			continue;
		states++;
		probes += may_probe(u);
	}
	if (!GENERATION_ALLOC(g->readiness, states) || !GENERATION_ALLOC(g->probes, probes))
		return -ENOMEM;
	states = probes = 0;
	for (uint32_t i = 0; i < g->count; i++) {
		struct unit *u = generation_unit(g, i);

		if (conf_is_set(u->section, CONF_SERVICE_READY))
			init_readiness(&g->readiness[states++], u,
				       may_probe(u) ? &g->probes[probes++] : NULL);
	}
	return 0;
}
