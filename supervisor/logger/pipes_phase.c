/* supervisor/logger/pipes_phase.c - reports when the pipes of an ended service can be
 * closed.
 *
 * PID 1 sends PACKET_CLOSE for a service that has ended for good. The logger replies
 * REPLY_PIPES_EMPTY when everything in the pipes was read and nothing of it is in a carry.
 * PID 1 then closes its write ends. The logger replies REPLY_PIPES_CLOSED when no process
 * has a write end. PID 1 then closes the read ends and sends a PACKET_STREAM without pipes,
 * so that the logger closes them, too, and keeps the ring. Only epoll reports that the last
 * write end was closed (wakeup.c). epoll makes writes to a pipe slower, but no process
 * writes to this one. */
#include "supervisor/logger/loop.h"

static bool is_empty(struct logger *lg, const struct source *src)
{
	const struct source_record *record = &lg->memory->source[src->id];

	if (src->state == SOURCE_BLOCKED || src->state == SOURCE_HELD ||
	    src->draining_eof || record->carry_len > 0 || record->carry_written > 0)
		return false;
	return pipe_unread_bytes(lg, src) == 0;
}

static void reply_pipes(struct logger *lg, struct stream *s, enum pipes_phase phase)
{
	s->pipes_phase = phase;
	s->pipes_reply_due = true;
	lg->replies_due |= DUE_PIPES;
}

/* Chooses between signals and epoll again, because that depends on s->pipes_phase. */
static void subscribe_again(struct logger *lg, struct stream *s)
{
	for (uint32_t i = 0; i < 2 && i < s->source_count; i++) {
		struct source *src = &s->sources[i];

		if (!source_is_watched(src))
			continue;
		wakeup_unsubscribe(lg, src, SOURCE_IDLE);
		wakeup_subscribe(lg, src);
	}
}

void pipes_request_close(struct logger *lg, struct stream *s, uint32_t run_id)
{
	if (s->run_id != run_id || s->pipes_phase != PIPES_IN_USE)
		return;
	s->pipes_phase = PIPES_TO_CLOSE;
	lg->pipes_check_due = true;
}

void pipes_keep_open(struct logger *lg, struct stream *s)
{
	if (s->pipes_phase == PIPES_IN_USE)
		return;
	s->pipes_phase = PIPES_IN_USE;
	s->pipes_reply_due = false;
	for (uint32_t i = 0; i < s->source_count; i++)
		if (s->sources[i].state == SOURCE_HUNG_UP)
			source_set_state(lg, &s->sources[i], SOURCE_IDLE);
	subscribe_again(lg, s);
}

void pipes_check(struct logger *lg)
{
	bool pending = false;

	if (!lg->pipes_check_due || !loop_is_serving(lg))
		return;
	for (uint32_t i = 0; i < lg->stream_capacity; i++) {
		struct stream *s = lg->streams[i];

		if (s == NULL || s->pipes_phase != PIPES_TO_CLOSE)
			continue;
		if (s->drops_unreported || !is_empty(lg, &s->sources[0]) ||
		    !is_empty(lg, &s->sources[1])) {
			pending = true;
			continue;
		}
		reply_pipes(lg, s, PIPES_EMPTY);
		subscribe_again(lg, s);
	}
	lg->pipes_check_due = pending;
}

void pipes_hung_up(struct logger *lg, struct source *src)
{
	struct stream *s = src->stream;

	if (s->pipes_phase == PIPES_IN_USE || src->kind != SOURCE_PIPE)
		return;
	if (src->state == SOURCE_IDLE)
		source_flush_partial(lg, src);
	if (src->state == SOURCE_IDLE && is_empty(lg, src))
		source_set_state(lg, src, SOURCE_HUNG_UP);
	for (uint32_t i = 0; i < 2; i++)
		if (s->sources[i].fd >= 0 && s->sources[i].state != SOURCE_HUNG_UP)
			return;
	if (s->pipes_phase == PIPES_EMPTY && !s->pipes_reply_due)
		reply_pipes(lg, s, PIPES_CLOSED);
}
