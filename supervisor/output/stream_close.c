/* supervisor/output/stream_close.c - closes the pipes of a service that has ended for good.
 *
 * The service keeps its slots and its ring, which the logger still shows to clients, until
 * the service is removed. No output is lost, even if the logger is killed
 * meanwhile: we close the write ends after the logger has reported that the pipes are
 * empty, and the read ends after it has reported that no process has a write end
 * (logger/pipes_phase.c). A start before the write ends are closed keeps the pipes; a later
 * start makes new ones.
 *
 * Closing a pipe may block on its lock, so a child does it (pipe_close_in_child()), for
 * several services together. A service with `kill = main` or with followed files keeps its
 * pipes: its processes may still write, or its files are still read. */
#include "supervisor/base/context.h"
#include "supervisor/base/timer.h"
#include "supervisor/base/unit.h"
#include "supervisor/core/policy.h"
#include "supervisor/output/log_stream.h"
#include "supervisor/output/logger_child.h"
#include "supervisor/proc/pipe_holders.h"

#define CLOSE_SECONDS 0.05 /* how long a pipe waits for others to be closed with it */

/* Moves the open descriptors of ends[] to fds[]. */
static void collect_ends(int ends[2], int *fds, size_t *count)
{
	for (int i = 0; i < 2; i++) {
		if (ends[i] >= 0)
			fds[(*count)++] = ends[i];
		ends[i] = -1;
	}
}

/* Makes the logger close the pipes and keep the ring: `ctinit logs` shows why the service
 * ended. A service without a ring is forgotten. */
static void keep_ring(struct log_stream *stream)
{
	if (stream->ring_size == 0) {
		log_stream_remove(stream);
		return;
	}
	stream->to_send = 0;
	stream->settings_sent = false;
	log_stream_enqueue(stream, STREAM_SEND_RING);
}

bool streams_close_now(struct logger_child *logger)
{
	int fds[2 * CLOSING_MAX];
	size_t count = 0;
	bool any = logger->closing_count > 0;

	ev_timer_stop(logger->ctx->loop, &logger->close_timer);
	for (uint32_t i = 0; i < logger->closing_count; i++) {
		struct log_stream *stream = logger->closing[i];
		bool read_ends = stream->close_phase == CLOSE_READ_ENDS;

		collect_ends(read_ends ? stream->read_end : stream->write_end, fds, &count);
	}
	pipe_close_in_child(fds, count);
	for (uint32_t i = 0; i < logger->closing_count; i++) {
		struct log_stream *stream = logger->closing[i];

		if (stream->close_phase == CLOSE_WRITE_ENDS) {
			stream->close_phase = CLOSE_HALF_CLOSED;
			continue;
		}
		stream->close_phase = CLOSE_NONE;
		logger->close_count--;
		keep_ring(stream);
	}
	logger->closing_count = 0;
	return any;
}

static void on_close_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	(void)loop;
	(void)revents;
	streams_close_now(container_of(w, struct logger_child, close_timer));
}

static void schedule_close(struct logger_child *logger, struct log_stream *stream)
{
	logger->closing[logger->closing_count++] = stream;
	if (logger->closing_count == CLOSING_MAX) {
		streams_close_now(logger);
	} else if (!ev_is_active(&logger->close_timer)) {
		timer_arm(logger->ctx->loop, &logger->close_timer, CLOSE_SECONDS);
	}
}

static void unschedule_close(struct logger_child *logger, const struct log_stream *stream)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < logger->closing_count; i++)
		if (logger->closing[i] != stream)
			logger->closing[kept++] = logger->closing[i];
	logger->closing_count = kept;
}

void stream_close_init(struct logger_child *logger)
{
	ev_init(&logger->close_timer, on_close_timer);
}

void stream_close_cancel(struct logger_child *logger)
{
	ev_timer_stop(logger->ctx->loop, &logger->close_timer);
	logger->closing_count = 0;
}

bool output_will_close_pipes(const struct context *ctx)
{
	const struct logger_child *logger = ctx->logger;

	return logger != NULL && logger->close_count > 0;
}

static bool keeps_its_pipes(const struct log_stream *stream)
{
	return stream->unit->policy->kill == KILL_MAIN ||
	       log_stream_tail_count(stream) > 0 || stream->retiring_count > 0;
}

void log_stream_close(struct unit *u)
{
	struct log_stream *stream = u->log;

	if (stream == NULL || !log_stream_is_open(stream) ||
	    stream->close_phase != CLOSE_NONE || keeps_its_pipes(stream) ||
	    logger_of(stream)->wait == WAIT_DRAIN)
		return;
	stream->close_phase = CLOSE_ASKED;
	logger_of(stream)->close_count++;
	log_stream_enqueue(stream, STREAM_SEND_CLOSE);
}

/* If the write ends are closed already, closes the old read ends, too. Later output of
 * unknown processes to the old pipes is lost. */
void log_stream_keep_open(struct log_stream *stream)
{
	struct logger_child *logger = logger_of(stream);
	bool half_closed = stream->close_phase >= CLOSE_HALF_CLOSED;
	int fds[2];
	size_t count = 0;

	if (stream->close_phase == CLOSE_NONE)
		return;
	unschedule_close(logger, stream);
	stream->close_phase = CLOSE_NONE;
	logger->close_count--;
	stream->to_send &= (uint8_t)~STREAM_SEND_CLOSE;
	if (!half_closed)
		return;
	collect_ends(stream->read_end, fds, &count);
	pipe_close_in_child(fds, count);
	keep_ring(stream);
}

int log_stream_send_close(struct log_stream *stream)
{
	struct logger_child *logger = logger_of(stream);
	struct packet_short m = { .kind = PACKET_CLOSE,
				  .id = stream->slot,
				  .run_id = stream->run_id };
	int r;

	if (!(stream->to_send & STREAM_SEND_CLOSE))
		return 0;
	r = packet_send(logger->socket, &m, sizeof m, NULL, 0);
	if (r < 0)
		return r;
	stream->to_send &= (uint8_t)~STREAM_SEND_CLOSE;
	/* REPLY_PIPES_EMPTY, and later REPLY_PIPES_CLOSED. */
	logger->close_replies_expected += 2;
	return 0;
}

void streams_ask_closable(struct logger_child *logger)
{
	struct context *ctx = logger->ctx;

	for (uint32_t i = 0; i < ctx->count; i++) {
		struct log_stream *stream = ctx->units[i]->log;

		if (stream != NULL && stream->close_phase != CLOSE_NONE &&
		    stream->close_phase != CLOSE_READ_ENDS)
			log_stream_enqueue(stream, STREAM_SEND_CLOSE);
	}
	logger_schedule_send(logger);
}

void streams_close_reply(struct logger_child *logger, const struct packet_short *reply)
{
	struct log_stream *stream = logger_find_stream(logger, reply->id);

	logger->close_replies_expected--;
	/* ignore a reply about an earlier start */
	if (stream == NULL || stream->slot != reply->id || stream->run_id != reply->run_id)
		return;
	if (reply->kind == REPLY_PIPES_EMPTY && stream->close_phase == CLOSE_ASKED)
		stream->close_phase = CLOSE_WRITE_ENDS;
	else if (reply->kind == REPLY_PIPES_CLOSED &&
		 stream->close_phase == CLOSE_HALF_CLOSED)
		stream->close_phase = CLOSE_READ_ENDS;
	else
		return;
	schedule_close(logger, stream);
}
