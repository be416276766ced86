/* supervisor/logger/release.c - pipes that no process of their service will write to any
 * more.
 *
 * PID 1 asks (PACKET_RELEASE) when a service has ended for good. Two answers follow.
 * REPLY_PIPES_EMPTY: all that was in its pipes is written, and no beginning of a line is
 * kept; then PID 1 closes its write ends. REPLY_PIPES_CLOSED: no process has a write end
 * any more; then PID 1 closes the read ends and removes the stream. That the last write
 * end was closed is heard by epoll (watch.c): that makes writes slower, but nothing
 * writes there. */
#include "supervisor/logger/base/logger.h"

static bool is_empty(struct logger *l, const struct source *src)
{
	const struct source_record *state = &l->store->source[src->id];
	bool empty;

	if (src->waiting || src->early || src->ending || state->held > 0 || state->done > 0)
		return false;
	activity_set(l, ACTIVITY_PIPE, src->id);
	empty = pipe_unread_bytes(src) == 0;
	activity_set(l, ACTIVITY_WORKING, 0);
	return empty;
}

static void answer(struct logger *l, struct stream *s, enum release_phase spent)
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
		wakeup_subscribe(l, src, false);
		wakeup_subscribe(l, src, true);
	}
}

void release_request(struct logger *l, struct stream *s, uint32_t epoch)
{
	if (s->epoch != epoch || s->spent != RELEASE_NONE)
		return;
	s->spent = RELEASE_REQUESTED;
	l->spent = true;
}

void release_cancel(struct logger *l, struct stream *s)
{
	if (s->spent == RELEASE_NONE)
		return;
	s->spent = RELEASE_NONE;
	s->spent_due = false;
	for (uint32_t i = 0; i < s->source_count; i++)
		s->sources[i].hung_up = false;
	watch_anew(l, s);
}

void release_check(struct logger *l)
{
	bool left = false;

	if (!l->spent || !l->serving)
		return;
	for (uint32_t i = 0; i < l->stream_room; i++) {
		struct stream *s = l->streams[i];

		if (s == NULL || s->spent != RELEASE_REQUESTED)
			continue;
		if (s->untold || !is_empty(l, &s->sources[0]) ||
		    !is_empty(l, &s->sources[1])) {
			left = true;
			continue;
		}
		answer(l, s, RELEASE_EMPTY);
		watch_anew(l, s);
	}
	l->spent = left;
}

void release_hung_up(struct logger *l, struct source *src)
{
	struct stream *s = src->stream;

	if (s->spent == RELEASE_NONE || src->kind != SOURCE_PIPE)
		return;
	if (!src->waiting && !src->early)
		source_flush_partial(l, src);
	src->hung_up = is_empty(l, src);
	for (uint32_t i = 0; i < 2; i++)
		if (s->sources[i].fd >= 0 && !s->sources[i].hung_up)
			return;
	if (s->spent == RELEASE_EMPTY && !s->spent_due)
		answer(l, s, RELEASE_HUNG_UP);
}
