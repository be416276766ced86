/* supervisor/log/spent.c - pipes that no process of their service will write to any more.
 *
 * PID 1 asks (WIRE_SPENT) when a service has ended for good. Two answers follow. WIRE_EMPTY:
 * all that was in its pipes is written, and no beginning of a line is kept; then PID 1 closes
 * its write ends. WIRE_ENDED: no process has a write end any more; then PID 1 closes the read
 * ends and removes the stream. That the last write end was closed is heard by epoll (watch.c):
 * that makes writes slower, but nothing writes there. */
#include "supervisor/log/logger.h"

static bool is_empty(struct logger *l, const struct source *src)
{
	const struct store_source *state = &l->store->source[src->id];
	bool empty;

	if (src->waiting || src->early || src->ending || state->held > 0 || state->done > 0)
		return false;
	logger_at(l, AT_PIPE, src->id);
	empty = source_waits(src) == 0;
	logger_at(l, AT_WORK, 0);
	return empty;
}

static void answer(struct logger *l, struct stream *s, enum stream_spent spent)
{
	s->spent = spent;
	s->spent_due = l->say_spent = true;
}

static void watch_anew(struct logger *l, struct stream *s)
{
	for (uint32_t i = 0; i < 2 && i < s->source_count; i++) {
		struct source *src = &s->sources[i];

		if (src->unwatched)
			continue;
		watch_source(l, src, false);
		watch_source(l, src, true);
	}
}

void spent_asked(struct logger *l, struct stream *s, uint32_t epoch)
{
	if (s->epoch != epoch || s->spent != SPENT_NOT)
		return;
	s->spent = SPENT_ASKED;
	l->spent = true;
}

void spent_no_more(struct logger *l, struct stream *s)
{
	if (s->spent == SPENT_NOT)
		return;
	s->spent = SPENT_NOT;
	s->spent_due = false;
	for (uint32_t i = 0; i < s->source_count; i++)
		s->sources[i].hung_up = false;
	watch_anew(l, s);
}

void spent_look(struct logger *l)
{
	bool left = false;

	if (!l->spent || !l->serving)
		return;
	for (uint32_t i = 0; i < l->stream_room; i++) {
		struct stream *s = l->streams[i];

		if (s == NULL || s->spent != SPENT_ASKED)
			continue;
		if (s->untold || !is_empty(l, &s->sources[0]) ||
		    !is_empty(l, &s->sources[1])) {
			left = true;
			continue;
		}
		answer(l, s, SPENT_EMPTY);
		watch_anew(l, s);
	}
	l->spent = left;
}

void spent_hung_up(struct logger *l, struct source *src)
{
	struct stream *s = src->stream;

	if (s->spent == SPENT_NOT || src->kind != SOURCE_PIPE)
		return;
	if (!src->waiting && !src->early)
		source_end(l, src);
	src->hung_up = is_empty(l, src);
	for (uint32_t i = 0; i < 2; i++)
		if (s->sources[i].fd >= 0 && !s->sources[i].hung_up)
			return;
	if (s->spent == SPENT_EMPTY && !s->spent_due)
		answer(l, s, SPENT_ENDED);
}
