/* supervisor/logger/commands.c - what PID 1 says to the logger, carried out. */
#include "supervisor/logger/base/logger.h"
#include "supervisor/logger/shared/time_zone.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SOURCES_MOST (1u << 18)

static void close_all(int fds[PACKET_FDS_MAX])
{
	for (int i = 0; i < PACKET_FDS_MAX; i++) {
		if (fds[i] >= 0)
			close(fds[i]);
		fds[i] = -1;
	}
}

/* False: without a store nothing can be done; PID 1 starts another. */
static bool hello(struct logger *l, const struct packet_hello *m, int fds[PACKET_FDS_MAX])
{
	struct stat st;

	l->failed = EINVAL;
	if (l->store != NULL || fds[0] < 0 || m->sources > SOURCES_MOST ||
	    fstat(fds[0], &st) < 0 || m->ring_end > (uint64_t)st.st_size ||
	    state_size(m->sources) > (uint64_t)st.st_size || m->files > LOGGER_FILES_WRITE)
		return false;
	l->store = state_map(fds[0], m->sources);
	l->failed = errno;
	if (l->store == NULL)
		return false;
	l->sources = calloc(m->sources + 1, sizeof *l->sources);
	l->failed = l->sources == NULL || !wakeup_alloc(l) ? ENOMEM : 0;
	if (l->failed != 0)
		return false;
	l->store_fd = fds[0];
	l->ring_end = m->ring_end;
	fds[0] = -1;
	l->colour = !m->no_colour;
	packet_style_decode(m->style, &l->own);
	if (m->has_syslog) {
		l->syslog_fd = fds[1];
		fds[1] = -1;
	}
	if (m->has_dog) {
		l->dog_fd = fds[1 + !!m->has_syslog];
		fds[1 + !!m->has_syslog] = -1;
	}
	watchdog_feed(l);
	for (int i = 0; i < 2; i++)
		console_open(&l->out[i], l->store, i, i + 1);
	time_zone_load(environ); /* reads a file */
	sandbox_enter((enum logger_files)m->files);
	return true;
}

static bool grow(struct logger *l, uint32_t id)
{
	uint32_t room = l->stream_room > 0 ? l->stream_room : 16;
	struct stream **more;

	if (id < l->stream_room)
		return true;
	while (room <= id)
		room *= 2;
	more = realloc(l->streams, room * sizeof(struct stream *));
	if (more == NULL)
		return false;
	memset(more + l->stream_room, 0, (room - l->stream_room) * sizeof(struct stream *));
	l->streams = more;
	l->stream_room = room;
	return true;
}

static bool is_known(const struct logger *l, const struct source *src)
{
	return l->sources[src->id] == src; /* else it has left */
}

/* What `next` follows, too, stays open. */
static void forget(struct logger *l, struct stream *s, const union packet *next, size_t len)
{
	for (uint32_t i = 0; i < s->source_count; i++) {
		struct source *src = &s->sources[i];

		if (is_known(l, src) && src->kind == SOURCE_FOLLOW &&
		    (next == NULL || !stream_keeps_following(src, next, len)))
			tail_close(l, src);
	}
	for (uint32_t i = 0; i < s->source_count; i++) {
		if (!is_known(l, &s->sources[i]))
			continue;
		wakeup_subscribe(l, &s->sources[i], false);
		l->sources[s->sources[i].id] = NULL;
		if (l->syslog == &s->sources[i])
			l->syslog = NULL;
	}
}

static void begin_follow(struct logger *l)
{
	if (l->inotify >= 0 || l->polls)
		return;
	l->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	l->polls = l->inotify < 0;
	if (l->polls)
		logger_warn(l, "no inotify: followed files are looked at 4 times a second");
	wakeup_add_fd(l, l->inotify, TASK_FOLLOW);
}

/* Whether it still has to wait for a reader is seen in its next turn. */
static void serve_source(struct logger *l, struct source *src)
{
	src->waiting = false;
	if (!src->hot)
		wakeup_subscribe(l, src, true);
	if (src->kind == SOURCE_FOLLOW)
		l->more = true;
	else if (src->kind == SOURCE_PIPE && l->store->source[src->id].done > 0)
		source_step(l, src);
}

static void remember(struct logger *l, struct stream *s)
{
	for (uint32_t i = 0; i < s->source_count; i++) {
		struct source *src = &s->sources[i];
		const struct source_record *state = &l->store->source[src->id];

		if (src->leaves && state->owner != src->owner) /* it has left */
			continue;
		src->budget = src->leaves ? DRAIN_BYTES_MAX : src->budget;
		l->sources[src->id] = src;
		if (src->kind == SOURCE_TEXT)
			l->syslog = s->sources;
		if (src->kind == SOURCE_FOLLOW)
			begin_follow(l);
		s->untold |= state->dropped != state->told_dropped ||
			     state->over_rate != state->told_over_rate;
		src->unwatched = true;
		if (l->serving)
			serve_source(l, src);
	}
}

static void take_rest(struct logger *l, struct source *src)
{
	if (!is_known(l, src))
		return;
	src->waiting = false;
	src->budget = DRAIN_BYTES_MAX;
	src->ending = source_mark_eof(src);
	while ((src->budget > 0 || src->ending) && source_step(l, src))
		;
	source_flush_partial(l, src);
}

/* Nobody waits any more until its output is read: what the console has no room for is
 * dropped, counted and told, ring and file have it. */
static void remove_stream(struct logger *l, struct stream *s)
{
	s->set.drop = s->leaving = true;
	for (uint32_t i = 0; l->serving && i < s->source_count; i++)
		take_rest(l, &s->sources[i]);
	if (l->serving && s->untold)
		drops_report(l, s);
	forget(l, s, NULL, 0);
	activity_set(l, ACTIVITY_PIPE, s->set.source); /* its close */
	l->streams[s->id] = NULL;
	stream_free(s);
	activity_set(l, ACTIVITY_WORKING, 0);
}

/* A logger that was killed left something of a service that is gone. */
static void lose_slot(struct logger *l, uint32_t source, uint32_t count)
{
	struct state_version *n = state_begin(l->store);

	if (n->phase == CHUNK_EMPTY || n->source < source || n->source >= source + count)
		return;
	logger_warn(l, "what a service wrote was thrown away: the service is gone");
	n = state_begin(l->store);
	n->phase = CHUNK_EMPTY;
	state_commit(l->store);
}

/* What was here before is another's, but for what was noted for this one: a child may
 * note it at this very moment, so that stays as it is. The owner comes last: until then
 * all of it is done again by the next logger. */
static void begin_source(struct logger *l, uint32_t source, uint32_t owner)
{
	struct source_record *s = &l->store->source[source];

	if (*(volatile uint64_t *)&s->noted != owner) {
		s->device = s->inode = s->offset = 0;
		s->noted = owner;
	}
	s->held = s->done = 0;
	s->dropped = s->told_dropped = s->over_rate = s->told_over_rate = 0;
	s->taken = s->matched = 0;
	atomic_signal_fence(memory_order_seq_cst);
	s->owner = owner;
}

static void begin_place(struct logger *l, const struct packet_stream *w)
{
	if (l->streams[w->id] != NULL)
		remove_stream(l, l->streams[w->id]);
	lose_slot(l, w->source, 2);
	begin_source(l, w->source + 1, w->owner);
	begin_source(l, w->source, w->owner);
	if (w->fresh && w->ring_size > 0 && w->ring_at < l->ring_end)
		fallocate(l->store_fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
			  (off_t)w->ring_at, w->ring_size);
}

/* Who has left has no place any more. */
static bool is_here(struct logger *l, struct packet_follow f)
{
	return !f.leaves || l->store->source[f.source].owner == f.owner;
}

static void free_place(struct logger *l, uint32_t source, uint32_t id)
{
	if (l->sources[source] != NULL && l->sources[source]->stream->id != id)
		remove_stream(l, l->sources[source]->stream);
}

/* Whose place it was has gone, though nobody said so. */
static void make_place(struct logger *l, const union packet *m)
{
	const struct packet_stream *w = &m->stream;
	struct stream *old = l->streams[w->id];

	if (old != NULL && old->set.source != w->source)
		remove_stream(l, old);
	free_place(l, w->source, w->id);
	free_place(l, w->source + 1, w->id);
	for (uint32_t i = 0; i < w->follows; i++)
		if (is_here(l, packet_follow_at(m, i)))
			free_place(l, packet_follow_at(m, i).source, w->id);
	if (l->store->source[w->source].owner != w->owner)
		begin_place(l, w);
	for (uint32_t i = 0; i < w->follows; i++) {
		struct packet_follow f = packet_follow_at(m, i);

		if (f.leaves || l->store->source[f.source].owner == f.owner)
			continue;
		lose_slot(l, f.source, 1);
		begin_source(l, f.source, f.owner);
	}
}

/* Places that there are, and none of them twice. */
static bool places_fit(const union packet *m, uint32_t sources)
{
	const struct packet_stream *w = &m->stream;

	if (sources < 2 || w->source > sources - 2)
		return false;
	for (uint32_t i = 0; i < w->follows; i++) {
		uint32_t at = packet_follow_at(m, i).source;

		if (at >= sources || at == w->source || at == w->source + 1)
			return false;
		for (uint32_t k = 0; k < i; k++)
			if (packet_follow_at(m, k).source == at)
				return false;
	}
	return true;
}

static void stream(struct logger *l, const union packet *m, size_t len,
		   int fds[PACKET_FDS_MAX])
{
	const struct packet_stream *w = &m->stream;
	struct stream *old, *s;

	if (w->id >= STREAMS_MAX || !places_fit(m, l->store->sources) ||
	    w->format > LINE_JSON || w->file_format > LINE_JSON || w->time > 2 ||
	    !grow(l, w->id))
		return;
	make_place(l, m);
	old = l->streams[w->id];
	if (old != NULL)
		forget(l, old, m, len);
	s = stream_configure(old, m, len, fds);
	/* The descriptors are its own now. */
	for (int i = 0; i < w->has[0] + w->has[1] && i < 2; i++)
		fds[i] = -1;
	if (s == NULL)
		s = old;
	l->streams[w->id] = s;
	if (s != NULL)
		remember(l, s);
}

/* What the pipes hold now was written by the one that ended, up to where PID 1 has noted
 * that another began, which may be told only later. */
static void process_changed(struct logger *l, struct stream *s)
{
	for (uint32_t i = 0; i < 2 && i < s->source_count; i++) {
		struct source *src = &s->sources[i];
		const struct source_record *state = &l->store->source[src->id];
		uint64_t cut, left;

		/* First how much is there, then the note: whoever writes notes before. */
		activity_set(l, ACTIVITY_PIPE, src->id);
		src->ended = s->ended ? source_mark_eof(src) : source_has_older_run(l, src);
		cut = state_process_boundary(l->store, src->id);
		left = cut > state->taken ? cut - state->taken : 0;
		if (state_run_id(l->store, src->id) > s->epoch && src->left > left)
			src->left = (uint32_t)left;
		l->ended |= src->ended;
	}
	activity_set(l, ACTIVITY_WORKING, 0);
}

/* PID 1 has told us of a start: what was too early to be read is not any more. */
static void read_early(struct logger *l, struct stream *s)
{
	for (uint32_t i = 0; i < s->source_count; i++) {
		struct source *src = &s->sources[i];

		if (!src->early || source_is_unannounced(l, src))
			continue;
		src->early = false;
		l->more |= src->kind == SOURCE_FOLLOW;
		if (l->serving && is_known(l, src) && !src->hot && !src->waiting)
			wakeup_subscribe(l, src, true);
	}
}

/* A logger before us may have found the line and may have died before it could say so. */
static void run_changed(struct logger *l, struct stream *s, const union packet *m,
			size_t len)
{
	stream_set_process(s, m, len);
	release_cancel(l, s);
	if (s->awaits && l->store->source[s->set.source].matched == s->epoch)
		reply_matched(l, s);
	process_changed(l, s);
	read_early(l, s);
}

/* Nothing more is told now. */
static void end_sources(struct logger *l)
{
	for (uint32_t i = 0; l->ended && i < l->store->sources; i++) {
		struct source *src = l->sources[i];

		if (src == NULL || !src->ended)
			continue;
		src->ended = false;
		while (l->serving && source_has_older_run(l, src) && !src->waiting &&
		       source_step(l, src))
			;
		src->ending = src->stream->ended;
		while (l->serving && src->ending && !src->waiting && source_step(l, src))
			;
	}
	l->ended = false;
}

/* All that PID 1 knows is here: first what the logger before us left. */
static void go(struct logger *l)
{
	if (l->serving)
		return;
	l->serving = true;
	recover_chunk(l);
	reply_serving(l);
	wakeup_add_fd(l, l->syslog_fd, TASK_SYSLOG);
	for (uint32_t i = 0; i < l->stream_room; i++)
		if (l->streams[i] != NULL)
			remember(l, l->streams[i]);
}

static void reopen(struct logger *l)
{
	for (uint32_t i = 0; i < l->stream_room; i++)
		if (l->streams[i] != NULL && l->streams[i]->file.path != NULL) {
			log_file_close(&l->streams[i]->file);
			log_file_open(&l->streams[i]->file, clock_msec());
		}
}

static bool carry_out(struct logger *l, const union packet *m, size_t len,
		      int fds[PACKET_FDS_MAX])
{
	struct stream *s = NULL;

	if (m->kind == PACKET_HELLO)
		return hello(l, &m->hello, fds);
	if (l->store == NULL)
		return false;
	if (m->other.id < l->stream_room)
		s = l->streams[m->other.id];
	switch ((enum packet_kind)m->kind) {
	case PACKET_STREAM: stream(l, m, len, fds); break;
	case PACKET_PROCESS:
		if (s != NULL)
			run_changed(l, s, m, len);
		break;
	case PACKET_REMOVE:
		if (s != NULL)
			remove_stream(l, s);
		break;
	case PACKET_START: go(l); break;
	case PACKET_REOPEN: reopen(l); break;
	case PACKET_FLUSH: l->flushing = true; break;
	case PACKET_DRAIN: l->drain_by = clock_msec() + m->other.id; return false;
	case PACKET_HANDOVER: l->yields = true; return false;
	case PACKET_STYLE: packet_style_decode(m->other.id, &l->own); break;
	case PACKET_RELEASE:
		if (s != NULL)
			release_request(l, s, m->other.epoch);
		break;
	case PACKET_HELLO:
	case REPLY_SERVING:
	case REPLY_FLUSHED:
	case REPLY_MATCHED:
	case REPLY_PIPES_EMPTY:
	case REPLY_PIPES_CLOSED:
	case PACKET_KIND_COUNT: break;
	}
	return true;
}

bool commands_receive(struct logger *l)
{
	static union packet m;
	const struct timespec pause = { .tv_nsec = 20000000 };
	int fds[PACKET_FDS_MAX];
	bool go_on = true;

	while (go_on) {
		long n = packet_receive(l->socket, &m, fds);

		if (n == -EAGAIN || n == -EINTR) {
			end_sources(l);
			return true;
		}
		if (n == 0)
			return false;
		if (n == -ENOMEM || n == -ENOBUFS) { /* it stays readable: do not spin */
			nanosleep(&pause, NULL);
			return true;
		}
		if (n > 0 && packet_is_valid(&m, (size_t)n))
			go_on = carry_out(l, &m, (size_t)n, fds);
		close_all(fds);
		if (n < 0 && n != -EMSGSIZE) { /* the next logger is told all of it */
			l->failed = (int)-n;
			return false;
		}
	}
	return false;
}
