/* supervisor/log/say.c - what the logger says to PID 1: it serves, all is written, a line was
 * found. No word is lost: one that finds no room in the socket is said again, and the line that
 * was found is noted in the store, so that another logger says it should we be killed. */
#include "supervisor/log/logger.h"

#include <errno.h>

#define AGAIN_MSEC 20

/* True: it was said, or PID 1 is gone. */
static bool say(struct logger *l, enum wire_kind kind, uint32_t id, uint32_t epoch)
{
	return wire_say(l->socket, kind, id, epoch) != -EAGAIN;
}

static bool say_matches(struct logger *l)
{
	bool all = true;

	for (uint32_t i = 0; i < l->stream_room && all; i++) {
		struct stream *s = l->streams[i];

		if (s == NULL || !s->match_due)
			continue;
		all = say(l, WIRE_MATCH, s->id, s->epoch);
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
		all = say(l, s->spent == SPENT_ENDED ? WIRE_ENDED : WIRE_EMPTY, s->id,
			  s->epoch);
		s->spent_due = !all;
	}
	return all;
}

void say_due(struct logger *l)
{
	if (!l->say_serving && !l->say_flushed && !l->say_matches && !l->say_spent)
		return;
	l->say_serving = l->say_serving && !say(l, WIRE_SERVING, 0, 0);
	l->say_matches = l->say_matches && !say_matches(l);
	l->say_spent = l->say_spent && !say_spent(l);
	l->say_flushed = l->say_flushed && !say(l, WIRE_FLUSHED, 0, 0);
	if (l->say_serving || l->say_matches || l->say_flushed || l->say_spent)
		logger_wake(l, logger_msec() + AGAIN_MSEC);
}

void say_serving(struct logger *l)
{
	l->say_serving = true;
	say_due(l);
}

void say_match(struct logger *l, struct stream *s)
{
	l->store->source[s->set.source].matched = s->epoch;
	stream_awaits_no_more(s);
	s->match_due = l->say_matches = true;
	say_due(l);
}
