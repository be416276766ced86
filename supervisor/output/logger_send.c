/* supervisor/output/logger_send.c - sends packets to the logger as fast as it reads them.
 *
 * A packet is built only when the socket has room for it, with the state at that time. */
#include "conf/base/clock.h"
#include "conf/base/own_line.h"
#include "conf/base/text.h"
#include "supervisor/base/context.h"
#include "supervisor/base/scratch.h"
#include "supervisor/base/unit.h"
#include "supervisor/env/environment.h"
#include "supervisor/output/log_stream.h"
#include "supervisor/output/logger_child.h"
#include "supervisor/proc/ids.h"

#include <errno.h>
#include <poll.h>

static uint32_t own_style(const struct logger_child *logger)
{
	const struct own_style *own = logger->ctx->host->own;

	return own != NULL ? packet_style_encode(own) : 0;
}

/* `id` is the time in msec for PACKET_DRAIN, packet_style_encode() for PACKET_STYLE, a slot
 * for PACKET_REMOVE, otherwise 0. */
static int send_short(struct logger_child *logger, enum packet_kind kind, uint32_t id)
{
	struct packet_short m = { .kind = kind, .id = id };

	return packet_send(logger->socket, &m, sizeof m, NULL, 0);
}

static int send_hello(struct logger_child *logger)
{
	int timer_fd = logger->watchdog.timer.fd;
	struct packet_hello m = { .kind = PACKET_HELLO,
				  .slot_count = logger->slot_count,
				  .has_dev_log = logger->dev_log_fd >= 0,
				  .no_colour = !own_colours_allowed(
					  logger->ctx->host->environment),
				  .has_watchdog = timer_fd >= 0,
				  .files = (uint8_t)logger->files,
				  .style = own_style(logger),
				  .rings_end = logger->rings_end };
	int fds[3] = { logger->log_memory_fd };
	size_t count = 1;

	if (logger->dev_log_fd >= 0)
		fds[count++] = logger->dev_log_fd;
	if (timer_fd >= 0)
		fds[count++] = timer_fd;
	return packet_send(logger->socket, &m, sizeof m, fds, count);
}

static int send_handover(struct logger_child *logger)
{
	return send_short(logger, PACKET_HANDOVER, 0);
}

static int send_style(struct logger_child *logger)
{
	return send_short(logger, PACKET_STYLE, own_style(logger));
}

static int send_start(struct logger_child *logger)
{
	return send_short(logger, PACKET_START, 0);
}

static int send_reopen(struct logger_child *logger)
{
	return send_short(logger, PACKET_REOPEN, 0);
}

static int send_flush(struct logger_child *logger)
{
	return send_short(logger, PACKET_FLUSH, 0);
}

static int send_drain(struct logger_child *logger)
{
	msec left = logger->drain_deadline - DRAIN_REPORT_TIME - clock_now();

	return send_short(logger, PACKET_DRAIN, left > 0 ? (uint32_t)left : 0);
}

/* ---- one service ---- */

/* Warns once that the settings cannot be built. They were valid at the start, but a file
 * that they depend on may have changed. The logger must read the service's pipes even then,
 * or the service blocks. Returns true if the default settings must be sent. */
static bool falls_back(struct log_stream *stream, const char *why)
{
	const struct sup_host *host = stream->unit->ctx->host;

	if (!stream->warned_fallback)
		host->report(REPORT_WARNING, "%s: %s; its log settings %s",
			     unit_name(stream->unit), why,
			     stream->settings_sent
				     ? "stay as they were"
				     : "are the defaults until it starts again");
	stream->warned_fallback = true;
	return !stream->settings_sent;
}

static int send_settings(struct log_stream *stream, struct env *env, struct text *err)
{
	union packet *m = &output_packet;
	size_t len, count = 0;
	int fds[2], r = -ENODATA;

	tails_reap(stream);
	if (env != NULL)
		r = stream_packet_settings(stream, env, m, &len, err);
	if (r == 0)
		stream->warned_fallback = false;
	else if (!falls_back(stream, err->buffer))
		return 0;
	else if (stream_packet_settings(stream, NULL, m, &len, err) < 0)
		return 0;
	for (int i = 0; i < 2; i++) {
		m->stream.has[i] = stream->read_end[i] >= 0;
		if (stream->read_end[i] >= 0)
			fds[count++] = stream->read_end[i];
	}
	r = packet_send(logger_of(stream)->socket, m, len, fds, count);
	stream->settings_sent |= r == 0;
	return r;
}

static int send_end(struct log_stream *stream)
{
	size_t len;
	int r;

	if (!(stream->to_send & STREAM_SEND_END))
		return 0;
	stream_packet_end(stream, &output_packet, &len);
	r = packet_send(logger_of(stream)->socket, &output_packet, len, NULL, 0);
	if (r >= 0)
		stream->to_send &= (uint8_t)~STREAM_SEND_END;
	return r;
}

static int send_process(struct log_stream *stream, struct env *env, struct text *err)
{
	union packet *m = &output_packet;
	struct logger_child *logger = logger_of(stream);
	size_t len;
	int r;

	if (stream_packet_process(stream, env, m, &len, err) < 0 &&
	    stream_packet_process(stream, NULL, m, &len, err) < 0)
		return 0;
	r = packet_send(logger->socket, m, len, NULL, 0);
	if (r == 0 && stream->awaits_match)
		logger->matches_expected++;
	return r;
}

static int send_ring(struct log_stream *stream)
{
	size_t len;
	int r;

	if (!(stream->to_send & STREAM_SEND_RING))
		return 0;
	stream_packet_ring(stream, &output_packet, &len);
	r = packet_send(logger_of(stream)->socket, &output_packet, len, NULL, 0);
	if (r >= 0)
		stream->to_send &= (uint8_t)~STREAM_SEND_RING;
	return r;
}

/* Builds the environment again, as for a start, if a value has variables. */
static bool make_environment(struct log_stream *stream, struct env *env, struct text *err)
{
	struct unit *u = stream->unit;
	struct user_ids user;

	u->ctx->scratch.used = 0;
	return !log_stream_is_dynamic(u->section) ||
	       (environment_fill(u, env, err) == 0 &&
		environment_user(u, env, &user, err) == 0);
}

/* All output of a process is written with the settings of its time, so the end of the last
 * process is sent before new settings. A new logger gets the settings first, because it
 * ignores the end of a service that it does not know. */
static int send_stream(struct log_stream *stream)
{
	struct env env_space = { 0 }, *env = &env_space;
	char why[512] = "";
	int r = 0;

	if ((r = send_ring(stream)) < 0 || !log_stream_is_open(stream))
		return r;
	if (stream->settings_sent && (r = send_end(stream)) < 0)
		return r;
	if (!make_environment(stream, env, &TEXT(why)))
		env = NULL;
	if ((stream->to_send & STREAM_SEND_SETTINGS) &&
	    (r = send_settings(stream, env, &TEXT(why))) < 0)
		return r;
	stream->to_send &= (uint8_t)~STREAM_SEND_SETTINGS;
	if ((r = send_end(stream)) < 0)
		return r;
	if ((stream->to_send & STREAM_SEND_PROCESS) &&
	    (r = send_process(stream, env, &TEXT(why))) < 0)
		return r;
	stream->to_send &= (uint8_t)~STREAM_SEND_PROCESS;
	return log_stream_send_close(stream);
}

static int send_streams(struct logger_child *logger)
{
	while (logger->first != NULL) {
		int r = send_stream(logger->first);

		scratch_trim(logger->ctx);
		if (r < 0)
			return r;
		send_queue_pop(logger);
	}
	return 0;
}

static int send_removed(struct logger_child *logger)
{
	while (logger->removed_sent < logger->removed_count) {
		int r = send_short(logger, PACKET_REMOVE,
				   logger->removed[logger->removed_sent]);

		if (r < 0)
			return r;
		logger->removed_sent++;
	}
	logger->removed_sent = logger->removed_count = 0;
	return 0;
}

/* Lets the clients that wait for the logs try again. */
static int send_log_readers(struct logger_child *logger)
{
	struct context *ctx = logger->ctx;
	struct pollfd p = { .fd = logger->socket, .events = POLLOUT };

	if (poll(&p, 1, 0) == 0)
		return -EAGAIN;
	ctx->output_events->log_readers(ctx);
	return 0;
}

/* ---- all packets ---- */

struct send_step {
	uint32_t packet; /* enum logger_packet; 0: the step has its own queue */
	int (*send)(struct logger_child *logger);
};

static const struct send_step first_steps[] = {
	{ SEND_HELLO, send_hello },
	{ SEND_HANDOVER, send_handover },
};

/* Removed slots are sent before the streams, because a new service may use such a slot. */
static const struct send_step steps[] = {
	{ SEND_STYLE, send_style }, { SEND_DEV_LOG, dev_log_send },
	{ 0, send_removed },        { 0, send_streams },
	{ SEND_START, send_start }, { SEND_REOPEN, send_reopen },
	{ SEND_FLUSH, send_flush }, { SEND_LOG_READERS, send_log_readers },
	{ SEND_DRAIN, send_drain },
};

static int run_steps(struct logger_child *logger, const struct send_step *step,
		     size_t count)
{
	for (; count > 0; step++, count--) {
		int r = 0;

		if (step->packet == 0 || (logger->to_send & step->packet))
			r = step->send(logger);
		if (r < 0)
			return r;
		logger->to_send &= ~step->packet;
	}
	return 0;
}

static int send_all(struct logger_child *logger)
{
	int r = run_steps(logger, first_steps, ARRAY_LEN(first_steps));

	/* A logger in a handover reads no more packets; the next logger gets them. */
	if (r < 0 || logger_phase_is_handover(logger->phase))
		return r;
	return run_steps(logger, steps, ARRAY_LEN(steps));
}

static void watch_socket(struct logger_child *logger, int events)
{
	struct io *io = &logger->socket_io;

	if (logger->socket < 0 || (io->events & (EV_READ | EV_WRITE)) == events)
		return;
	io_stop(logger->ctx->loop, io);
	io_set(io, logger->socket, events);
	io_start(logger->ctx->loop, io);
}

void logger_send_pending(struct logger_child *logger)
{
	int r;

	if (logger->socket < 0)
		return;
	r = send_all(logger);
	watchdog_start(logger);
	/* After another error the logger is dying; the reaper reports its death. */
	watch_socket(logger, r == -EAGAIN || r == -ENOBUFS ? EV_READ | EV_WRITE : EV_READ);
	if (r == -ENOBUFS)
		io_later(logger->ctx->loop, &logger->socket_io);
}
