/* supervisor/probe/readiness.c - how a service says, or is seen, to be ready.
 *
 * notify: a datagram socket of its own with a name the kernel picks in the abstract
 * namespace (unix(7), autobind): works on a read-only root, without /run and for any uid.
 * fd:N: a pipe. alive: a time. All others are questions (probe.h): after 50 ms, doubling to
 * 1 s, each at most 5 s. */
#include "supervisor/probe/probe.h"

#include "conf/base/number.h"
#include "supervisor/base/ratelimit.h"
#include "supervisor/cleanup/pidfile.h"
#include "supervisor/notify/datagram.h"
#include "supervisor/output/output.h"
#include "supervisor/proc/scm_rights.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define FIRST_PAUSE   50
#define LAST_PAUSE    SECONDS(1)
#define ASK_MAX       SECONDS(5)
#define LAST_MESSAGES 16
#define GIFT_WAIT     20 /* until a child has taken it */
#define DEATH_WAIT    50 /* its pipe is closed a moment before its death is seen */
#define LATER_TRIES   40 /* of 50 ms: until it is known whose the sender is */

struct readiness {
	struct unit *unit;
	struct probe *probe; /* NULL: its kind is never a question */
	struct io io;        /* what is listened to; fd -1 */
	ev_timer timer; /* the next question; alive's time; notify: not listened to until */
	uint32_t uid;   /* notify: whose messages count */
	uint8_t kind;
	uint8_t tries; /* notify: looks at a message whose sender is not known yet */
	bool closed;   /* fd:N: without a newline */
	msec pause, told;
	char last[96]; /* the answer to the last question */
};

static void stop(struct readiness *p)
{
	struct ev_loop *loop = p->unit->ctx->loop;

	ev_timer_stop(loop, &p->timer);
	io_stop(loop, &p->io);
	if (p->io.fd >= 0 && p->kind == READY_NOTIFY)
		socket_close_discarding(p->io.fd);
	else if (p->io.fd >= 0)
		close(p->io.fd);
	io_set(&p->io, -1, EV_READ);
}

void readiness_end(struct unit *u)
{
	struct readiness *p = u->readiness;

	if (p == NULL)
		return;
	stop(p);
	if (p->probe != NULL)
		probe_cancel(p->probe);
}

/* It is told to stop before it was ready: what it says is still heard. */
void readiness_stop_probing(struct unit *u)
{
	struct readiness *p = u->readiness;

	if (p == NULL || p->kind == READY_NOTIFY)
		return;
	ev_timer_stop(u->ctx->loop, &p->timer);
	if (p->probe != NULL)
		probe_cancel(p->probe);
}

void readiness_detach(struct unit *u)
{
	if (u->readiness == NULL)
		return;
	stop(u->readiness);
	if (u->readiness->probe != NULL)
		probe_detach(u->readiness->probe);
}

const char *readiness_missing(const struct unit *u, char word[96])
{
	static const char *const fronts[] = {
		[READY_TCP] = "tcp:",   [READY_UNIX] = "unix:", [READY_HTTP] = "http://",
		[READY_FILE] = "file:", [READY_EXEC] = "exec:",
	};
	const struct readiness *p = u->readiness;

	word[0] = '\0';
	switch (p != NULL ? (enum conf_ready_kind)p->kind : READY_START) {
	case READY_START:
	case READY_ALIVE: return "";
	case READY_NOTIFY: snprintf(word, 96, "READY=1 on NOTIFY_SOCKET"); return "";
	case READY_FD:
		snprintf(word, 96, "a newline on the descriptor of ready");
		return "";
	case READY_LOG:
		snprintf(word, 96, "%s",
			 log_stream_regex_is_slow(u)
				 ? "ready = log:, whose expression takes too long"
				 : "a line that matches ready = log:");
		return "";
	case READY_TCP:
	case READY_UNIX:
	case READY_HTTP:
	case READY_FILE:
	case READY_EXEC: break;
	}
	if (p->probe == NULL)
		return "";
	snprintf(word, 96, "%s%s", fronts[p->kind], p->probe->label);
	return probe_reason(p->last);
}

bool readiness_fd_closed(const struct unit *u)
{
	return u->readiness != NULL && u->readiness->closed;
}

static void is_ready(struct readiness *p)
{
	struct unit *u = p->unit;

	if (p->kind != READY_NOTIFY) /* STATUS may still come */
		stop(p);
	if (core_state(u->ctx->core, u->index) == SVC_STARTING)
		core_ready(u->ctx->core, u->index, clock_now());
	context_pump(u->ctx);
}

static void set_timer(struct readiness *p, msec wait)
{
	struct ev_loop *loop = p->unit->ctx->loop;

	ev_now_update(loop);
	ev_timer_stop(loop, &p->timer);
	ev_timer_set(&p->timer, (double)wait / 1e3, 0.);
	ev_timer_start(loop, &p->timer);
}

void readiness_log_matched(struct unit *u)
{
	if (u->readiness != NULL && u->readiness->kind == READY_LOG)
		is_ready(u->readiness);
}

/* ---- asking ---- */

static void ask_later(struct readiness *p)
{
	set_timer(p, p->pause);
	p->pause = p->pause * 2 > LAST_PAUSE ? LAST_PAUSE : p->pause * 2;
}

static void on_answer(struct probe *probe, bool good, const char *text)
{
	struct readiness *p = probe->unit->readiness;

	snprintf(p->last, sizeof p->last, "%s", text);
	if (good)
		is_ready(p);
	else
		ask_later(p);
}

static void pipe_was_closed(struct readiness *p);

static void on_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct readiness *p = container_of(w, struct readiness, timer);

	(void)loop;
	(void)revents;
	if (p->kind == READY_ALIVE)
		is_ready(p);
	else if (p->kind == READY_NOTIFY)
		io_start(loop, &p->io);
	else if (p->kind == READY_FD)
		pipe_was_closed(p);
	else if (p->probe != NULL)
		probe_start(p->probe, CONF_SERVICE_READY, 0, ASK_MAX);
}

/* ---- listening ---- */

/* Closed by all that had it, or not to be read. It may have died of it: that is seen first. */
static void on_pipe(struct readiness *p)
{
	char text[256];
	ssize_t n = read(p->io.fd, text, sizeof text);

	if (n > 0 && memchr(text, '\n', (size_t)n) != NULL) {
		is_ready(p);
	} else if (n == 0 || (n < 0 && errno != EAGAIN)) {
		stop(p);
		set_timer(p, DEATH_WAIT);
	}
}

static void pipe_was_closed(struct readiness *p)
{
	struct unit *u = p->unit;

	if (core_state(u->ctx->core, u->index) != SVC_STARTING)
		return;
	p->closed = true;
	core_timeout(u->ctx->core, u->index, clock_now());
	context_pump(u->ctx);
}

static void named(struct unit *u, const char *text)
{
	int64_t number;

	if (number_parse(text, &number) && number > 1 && number <= INT32_MAX)
		pidfile_main_named(u, (pid_t)number);
}

static void take_lines(struct readiness *p, char *text, bool last)
{
	for (char *line = text; line != NULL;) {
		char *end = strchr(line, '\n');
		if (end != NULL)
			*end++ = '\0';
		if (strncmp(line, "MAINPID=", 8) == 0) {
			named(p->unit, line + 8);
		} else if (strcmp(line, "READY=1") == 0 && !last) {
			is_ready(p);
		} else if (strncmp(line, "STATUS=", 7) == 0) {
			for (char *c = line; *c != '\0'; c++)
				*c = (unsigned char)*c < ' ' || *c == 127 ? '?' : *c;
			p->unit->ctx->host->report(REPORT_VERBOSE, "%s: status: %.200s",
						   unit_name(p->unit), line + 7);
		}
		line = end;
	}
}

static void refused(struct readiness *p, enum datagram_kind kind, const struct message *m)
{
	if (ratelimit_allows(&p->told))
		p->unit->ctx->host
			->report(REPORT_WARNING,
				 "%s: a message to its NOTIFY_SOCKET is ignored: %s "
				 "(pid %d, uid %u)",
				 unit_name(p->unit), datagram_fault(kind), (int)m->pid,
				 m->uid);
}

/* false: no more. `last`: the main process is dead, it does not become ready any more, and
 * there is no time to probe whose the sender is: MAINPID is checked by itself. */
static bool on_message(struct readiness *p, bool last)
{
	struct message m;
	enum datagram_kind kind = datagram_peek(p->unit, p->io.fd, p->uid, &m);

	if (kind == DATAGRAM_SENDER_PENDING && last)
		kind = DATAGRAM_GOOD;
	if (kind == DATAGRAM_FAILED ||
	    (kind == DATAGRAM_SENDER_PENDING && p->tries++ < LATER_TRIES))
		io_later(p->unit->ctx->loop, &p->io);
	if (kind == DATAGRAM_NONE || kind == DATAGRAM_FAILED ||
	    (kind == DATAGRAM_SENDER_PENDING && p->tries <= LATER_TRIES))
		return false;
	p->tries = 0;
	if (m.has_gift) {
		scm_rights_discard(p->io.fd);
		io_stop(p->unit->ctx->loop, &p->io);
		set_timer(p, GIFT_WAIT);
	} else if (recv(p->io.fd, NULL, 0, MSG_DONTWAIT) < 0) { /* it is still there */
		io_later(p->unit->ctx->loop, &p->io);
	}
	if (kind == DATAGRAM_GOOD)
		take_lines(p, m.text, last);
	else
		refused(p, kind, &m);
	return true;
}

void readiness_read_last(struct unit *u)
{
	struct readiness *p = u->readiness;

	if (p == NULL || p->kind != READY_NOTIFY || p->io.fd < 0)
		return;
	for (int i = 0; i < LAST_MESSAGES && on_message(p, true); i++)
		;
}

static void on_io(struct ev_loop *loop, struct io *w)
{
	struct readiness *p = container_of(w, struct readiness, io);

	(void)loop;
	if (p->kind == READY_NOTIFY)
		on_message(p, false);
	else
		on_pipe(p);
}

/* ---- preparing ---- */

static int listen_to_messages(struct readiness *p, struct env *env)
{
	struct sockaddr_un own = { .sun_family = AF_UNIX };
	socklen_t size = sizeof own;
	char name[sizeof own.sun_path + 2];
	int on = 1, fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	scm_rights_refuse(fd);
	io_set(&p->io, fd, EV_READ);
	if (bind(fd, (struct sockaddr *)&own, sizeof own.sun_family) < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof on) < 0 ||
	    getsockname(fd, (struct sockaddr *)&own, &size) < 0)
		return -errno;
	snprintf(name, sizeof name, "@%.*s",
		 (int)(size - offsetof(struct sockaddr_un, sun_path) - 1),
		 own.sun_path + 1);
	return env_set(env, "NOTIFY_SOCKET", name);
}

static int listen_to_pipe(struct readiness *p, struct spawn_plan *plan, int as)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	io_set(&p->io, ends[0], EV_READ);
	plan->notify_fd = ends[1];
	plan->notify_as = as;
	return 0;
}

int readiness_prepare(struct unit *u, struct spawn_plan *plan, struct env *env,
		      const struct conf_value *ready)
{
	struct readiness *p = u->readiness;

	readiness_end(u);
	p->kind = (uint8_t)ready->number;
	p->pause = p->kind == READY_ALIVE ? ready->number2 : FIRST_PAUSE;
	p->last[0] = '\0';
	p->tries = 0;
	p->closed = false;
	p->uid = plan->change_user ? plan->uid : geteuid();
	switch ((enum conf_ready_kind)ready->number) {
	case READY_NOTIFY: return listen_to_messages(p, env);
	case READY_FD: return listen_to_pipe(p, plan, (int)ready->number2);
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

/* What came between fork and now waits in the socket or the pipe. */
void readiness_begin(struct unit *u)
{
	struct readiness *p = u->readiness;

	if (p->kind == READY_START) {
		if (!u->policy->task)
			core_ready(u->ctx->core, u->index, clock_now());
	} else if (p->kind == READY_NOTIFY || p->kind == READY_FD) {
		io_start(u->ctx->loop, &p->io);
	} else if (p->kind == READY_LOG) {
		return; /* the logger tells */
	} else if (p->kind == READY_ALIVE) {
		set_timer(p, p->pause);
	} else {
		ask_later(p);
	}
}

static bool may_ask(const struct unit *u)
{
	int64_t kind = conf_number(u->section, CONF_SERVICE_READY);

	return conf_is_dynamic(u->section, CONF_SERVICE_READY) || kind == READY_TCP ||
	       kind == READY_UNIX || kind == READY_FILE || kind == READY_HTTP ||
	       kind == READY_EXEC;
}

static void init(struct readiness *p, struct unit *u, struct probe *probe)
{
	p->unit = u;
	p->probe = probe;
	if (probe != NULL)
		probe_init(probe, u, on_answer);
	ev_init(&p->timer, on_timer);
	io_init(&p->io, on_io);
	u->readiness = p;
}

/* One for each service that sets `ready`; the pointers are put into the services. */
int readiness_new_all(struct generation *e)
{
	uint32_t readinesses = 0, probes = 0;

	for (uint32_t i = 0; i < e->count; i++) {
		if (!conf_is_set(generation_unit(e, i)->section, CONF_SERVICE_READY))
			continue;
		readinesses++;
		probes += may_ask(generation_unit(e, i));
	}
	if (!GENERATION_ALLOC(e->readinesses, readinesses) ||
	    !GENERATION_ALLOC(e->probes, probes))
		return -ENOMEM;
	readinesses = probes = 0;
	for (uint32_t i = 0; i < e->count; i++) {
		struct unit *u = generation_unit(e, i);

		if (conf_is_set(u->section, CONF_SERVICE_READY))
			init(&e->readinesses[readinesses++], u,
			     may_ask(u) ? &e->probes[probes++] : NULL);
	}
	return 0;
}
