/* supervisor/logger/base/replies.c - what the logger says to PID 1: it serves, all is
 * written, a line was found. No word is lost: one that finds no room in the socket is
 * said again, and the line that was found is noted in the store, so that another logger
 * says it should we be killed. */
#include "supervisor/logger/base/logger.h"

#include <errno.h>

#define AGAIN_MSEC 20

/* True: it was said, or PID 1 is gone. */
static bool say(struct logger *l, enum packet_kind kind, uint32_t id, uint32_t epoch)
{
	return reply_send(l->socket, kind, id, epoch) != -EAGAIN;
}

static bool say_matches(struct logger *l)
{
	bool all = true;

	for (uint32_t i = 0; i < l->stream_room && all; i++) {
		struct stream *s = l->streams[i];

		if (s == NULL || !s->match_due)
			continue;
		all = say(l, REPLY_MATCHED, s->id, s->epoch);
		s->match_due = !all;
	}
	return all;
}

static bool say_spent(struct logger *l)
{
	bool all = true;

	for (uint32_t i = 0; i < l->stream_room && all; i++) {
		struct stream *s = l->streams[i];

		if (s == NULL || !s->spent_due)
			continue;
		all = say(l,
			  s->spent == RELEASE_HUNG_UP ? REPLY_PIPES_CLOSED
						      : REPLY_PIPES_EMPTY,
			  s->id, s->epoch);
		s->spent_due = !all;
	}
	return all;
}

void replies_send_due(struct logger *l)
{
	if (!l->reply_serving && !l->say_flushed && !l->say_matches && !l->say_spent)
		return;
	l->reply_serving = l->reply_serving && !say(l, REPLY_SERVING, 0, 0);
	l->say_matches = l->say_matches && !say_matches(l);
	l->say_spent = l->say_spent && !say_spent(l);
	l->say_flushed = l->say_flushed && !say(l, REPLY_FLUSHED, 0, 0);
	if (l->reply_serving || l->say_matches || l->say_flushed || l->say_spent)
		wake_at(l, clock_msec() + AGAIN_MSEC);
}

void reply_serving(struct logger *l)
{
	l->reply_serving = true;
	replies_send_due(l);
}

void reply_matched(struct logger *l, struct stream *s)
{
	l->store->source[s->set.source].matched = s->epoch;
	stream_stop_matching(s);
	s->match_due = l->say_matches = true;
	replies_send_due(l);
}
