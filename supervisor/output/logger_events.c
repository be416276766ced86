/* supervisor/output/logger_events.c - handles the logger's replies, restart and death. */
#include "conf/base/exits.h"
#include "supervisor/base/context.h"
#include "supervisor/base/format.h"
#include "supervisor/base/unit.h"
#include "supervisor/logger/logger_main.h"
#include "supervisor/output/log_stream.h"
#include "supervisor/output/logger_child.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define FAILURES_MAX 10 /* loggers in a row that died before they served */

/* ---- sending ---- */

static void replace_if_overflowed(struct logger_child *logger)
{
	if (!logger->removed_overflow)
		return;
	logger->removed_overflow = false;
	logger_move(logger, LOGGER_ON_REPLACE, NULL);
}

static void on_restart_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct logger_child *logger = container_of(w, struct logger_child, restart_timer);

	(void)loop;
	if (revents & EV_TIMER)
		logger_move(logger, LOGGER_ON_RETRY, NULL);
	if (logger->phase == LOGGER_FAILED)
		return;
	replace_if_overflowed(logger);
	logger_send_pending(logger);
}

/* ---- replies ---- */

static void on_match(struct logger_child *logger, const struct packet_short *m)
{
	struct log_stream *stream = logger_find_stream(logger, m->id);

	logger->matches_expected--;
	if (stream == NULL || stream->slot != m->id || stream->run_id != m->run_id ||
	    !stream->awaits_match)
		return;
	stream->awaits_match = false;
	logger->ctx->output_events->matched(stream->unit);
}

static void on_flushed(struct logger_child *logger)
{
	logger->flush_expected = false;
	logger_flushed(logger);
	message_hold_answered(logger);
}

/* The logger sent an invalid or unexpected reply and so is compromised, or it closed its
 * end (`closed`) and so is dying. The reaper will report its death. */
static void handle_protocol_error(struct logger_child *logger, bool closed)
{
	io_stop(logger->ctx->loop, &logger->socket_io);
	if (!closed)
		logger->ctx->host->report(REPORT_WARNING,
					  "the logger violated its protocol; killing it");
	kill(logger->child.pid, SIGKILL);
}

/* Returns true if PID 1 expects this kind of reply now. */
static bool is_expected(const struct logger_child *logger, long kind)
{
	if (kind == REPLY_SERVING)
		return logger_next(logger->phase, LOGGER_ON_SERVES).known;
	if (kind == REPLY_MATCHED)
		return logger->matches_expected > 0;
	if (kind == REPLY_PIPES_EMPTY || kind == REPLY_PIPES_CLOSED)
		return logger->close_replies_expected > 0;
	return kind == REPLY_FLUSHED && logger->flush_expected &&
	       !(logger->to_send & SEND_FLUSH);
}

static void on_reply(struct logger_child *logger, const struct packet_short *m)
{
	if (m->kind == REPLY_SERVING)
		logger_move(logger, LOGGER_ON_SERVES, NULL);
	else if (m->kind == REPLY_MATCHED)
		on_match(logger, m);
	else if (m->kind == REPLY_FLUSHED)
		on_flushed(logger);
	else
		streams_close_reply(logger, m);
}

static void on_socket(struct ev_loop *loop, struct io *io)
{
	struct logger_child *logger = container_of(io, struct logger_child, socket_io);
	struct packet_short m;
	long kind;

	replace_if_overflowed(logger);
	logger_send_pending(logger);
	kind = reply_receive(logger->socket, &m);
	if (is_expected(logger, kind))
		on_reply(logger, &m);
	else if (kind == -ENOMEM)
		io_later(loop, io);
	else if (kind != -EAGAIN)
		handle_protocol_error(logger, kind == 0);
}

/* ---- death ---- */

/* A logger that cannot serve exits with the errno of the failed call. Codes from 125 on
 * mean that the program did not run. */
static void format_death(const struct logger_child *logger, int wstatus, char text[64])
{
	int code = WIFEXITED(wstatus) ? WEXITSTATUS(wstatus) : 0;
	struct rlimit limit;

	if (logger_phase_has_served(logger->phase) || code == 0 ||
	    code >= CTINIT_EXIT_SETUP) {
		format_wait_status(wstatus, text);
		return;
	}
	snprintf(text, 64, "it cannot begin: %s%s", strerror(code),
		 code == ENOMEM && getrlimit(RLIMIT_AS, &limit) == 0 &&
				 limit.rlim_cur != RLIM_INFINITY
			 ? " (ulimit -v)"
			 : "");
}

/* Returns the event for this death. An exit that PID 1 did not order, before the logger
 * served, is a failure. */
static enum logger_event death_event(struct logger_child *logger, int wstatus)
{
	int code = WIFEXITED(wstatus) ? WEXITSTATUS(wstatus) : -1;

	if (logger->phase == LOGGER_FAILED)
		return LOGGER_ON_DIED;
	if (logger_phase_is_handover(logger->phase) && code == 0)
		return LOGGER_ON_HANDED_OVER;
	if (logger->wait == WAIT_DRAIN && code == 0)
		return LOGGER_ON_DRAINED;
	if (logger->wait == WAIT_DRAIN && code == LOGGER_LATE)
		return LOGGER_ON_LATE;
	if (logger_phase_has_served(logger->phase))
		return LOGGER_ON_DIED;
	return ++logger->failures < FAILURES_MAX ? LOGGER_ON_DIED : LOGGER_ON_USELESS;
}

void output_logger_exited(struct child *child, int wstatus)
{
	struct logger_child *logger = container_of(child, struct logger_child, child);
	bool failed_before = logger->phase == LOGGER_FAILED;
	enum logger_event on;
	char why[64];

	child->pid = 0;
	io_stop(logger->ctx->loop, &logger->socket_io);
	close(logger->socket);
	logger->socket = -1;
	message_hold_end(logger);
	format_death(logger, wstatus, why);
	on = death_event(logger, wstatus);
	if (!failed_before && (on == LOGGER_ON_DIED || on == LOGGER_ON_USELESS))
		logger->ctx->host->report(REPORT_WARNING,
					  "the logger: %s; another logger replaces it",
					  why);
	logger_move(logger, on, why);
	/* The drain is over if the logger has written all output or no other logger
	 * follows. */
	if (!failed_before && logger->wait == WAIT_DRAIN &&
	    (logger->phase == LOGGER_NONE || logger->phase == LOGGER_FAILED))
		logger_drained(logger);
}

void logger_events_init(struct logger_child *logger)
{
	io_init(&logger->socket_io, on_socket);
	ev_init(&logger->restart_timer, on_restart_timer);
}
