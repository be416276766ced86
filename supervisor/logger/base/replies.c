/* supervisor/logger/base/replies.c - sends the logger's replies to PID 1.
 *
 * No reply is lost. If the socket is full, the reply is sent later. A match is recorded in
 * the log memory, so that the next logger reports it if we are killed. */
#include "supervisor/logger/base/logger.h"

#include <errno.h>

#define RETRY_MSEC 20

/* Returns false if the socket is full. Returns true if PID 1 has exited, because no later
 * attempt can succeed. */
static bool send_reply(struct logger *lg, enum packet_kind kind, uint32_t id,
		       uint32_t run_id)
{
	return reply_send(lg->socket, kind, id, run_id) != -EAGAIN;
}

static bool send_matches(struct logger *lg)
{
	bool sent = true;

	for (uint32_t i = 0; i < lg->stream_capacity && sent; i++) {
		struct stream *s = lg->streams[i];

		if (s == NULL || !s->match_reply_due)
			continue;
		sent = send_reply(lg, REPLY_MATCHED, s->id, s->run_id);
		s->match_reply_due = !sent;
	}
	return sent;
}

static bool send_pipe_replies(struct logger *lg)
{
	bool sent = true;

	for (uint32_t i = 0; i < lg->stream_capacity && sent; i++) {
		struct stream *s = lg->streams[i];

		if (s == NULL || !s->pipes_reply_due)
			continue;
		sent = send_reply(lg,
				  s->pipes_phase == PIPES_CLOSED ? REPLY_PIPES_CLOSED
								 : REPLY_PIPES_EMPTY,
				  s->id, s->run_id);
		s->pipes_reply_due = !sent;
	}
	return sent;
}

void replies_send_due(struct logger *lg)
{
	uint8_t due = lg->replies_due;

	if (due == 0)
		return;
	if (due & DUE_SERVING && send_reply(lg, REPLY_SERVING, 0, 0))
		lg->replies_due &= (uint8_t)~DUE_SERVING;
	if (due & DUE_MATCHES && send_matches(lg))
		lg->replies_due &= (uint8_t)~DUE_MATCHES;
	if (due & DUE_PIPES && send_pipe_replies(lg))
		lg->replies_due &= (uint8_t)~DUE_PIPES;
	if (due & DUE_FLUSHED && send_reply(lg, REPLY_FLUSHED, 0, 0))
		lg->replies_due &= (uint8_t)~DUE_FLUSHED;
	if (lg->replies_due != 0)
		wake_at(lg, clock_msec() + RETRY_MSEC);
}

void reply_serving(struct logger *lg)
{
	lg->replies_due |= DUE_SERVING;
	replies_send_due(lg);
}

void reply_matched(struct logger *lg, struct stream *s)
{
	lg->memory->source[s->settings.slot].matched_run = s->run_id;
	stream_stop_matching(s);
	s->match_reply_due = true;
	lg->replies_due |= DUE_MATCHES;
	replies_send_due(lg);
}
