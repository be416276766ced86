/* supervisor/logger/source/source.c - reading: one chunk of one source into the slot. */
#include "supervisor/logger/base/logger.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define FULL_PIPE  (60u << 10)
#define TRIES_MOST 4u /* loggers that died over the same bytes: then they go */

static void set_phase(struct logger *l, uint32_t phase, uint32_t end, uint32_t came)
{
	struct state_version *n = state_begin(l->store);

	n->phase = phase;
	n->end = end;
	n->taken += came;
	n->limit = 0;
	n->allowed = 0;
	state_commit(l->store);
}

static uint32_t load_held(struct logger *l, const struct source *src)
{
	uint32_t held = l->store->source[src->id].held;

	if (held > CARRY_SIZE) /* not written by us */
		held = l->store->source[src->id].held = 0;
	if (held > 0)
		memcpy(l->store->slot + CHUNK_HEADROOM - held,
		       state_carry(l->store, src->id), held);
	return CHUNK_HEADROOM - held;
}

uint32_t pipe_unread_bytes(const struct source *src)
{
	int n = 0;

	if (src->kind == SOURCE_PIPE && src->fd >= 0 && ioctl(src->fd, FIONREAD, &n) == 0 &&
	    n > 0)
		return (uint32_t)n;
	return 0;
}

/* A pipe that is always full makes its writer stand still: a larger one, once. Refused
 * where the kernel's limits say so (pipe(7)): then not. */
static void grow_pipe(struct source *src, uint32_t waits)
{
	if (src->grown || src->kind != SOURCE_PIPE || waits < FULL_PIPE)
		return;
	src->grown = true;
	src->wide = fcntl(src->fd, F_SETPIPE_SZ, (int)CHUNK_SIZE) >= (int)CHUNK_SIZE;
}

bool source_is_blocked(struct logger *l, const struct source *src)
{
	const struct out *out = &l->out[src->out];

	return src->stream->set.console && !src->stream->set.drop &&
	       out->outlet != OUTLET_NONE && !console_is_empty(out);
}

/* The slot without anything new: only what was held. */
static void fill_from_hold(struct logger *l, struct source *src, uint32_t begin)
{
	state_begin_read(l->store, src->id, begin, CHUNK_HEADROOM, 0);
	struct state_version *n = state_begin(l->store);
	n->offset = l->store->source[src->id].offset;
	state_commit(l->store);
	set_phase(l, CHUNK_FULL, CHUNK_HEADROOM, 0);
}

static ssize_t read_some(struct logger *l, const struct source *src, uint32_t want)
{
	ssize_t n;

	if (src->kind == SOURCE_PIPE)
		activity_set(l, ACTIVITY_PIPE, src->id);
	do
		n = src->kind == SOURCE_FOLLOW
			    ? pread(src->fd, l->store->slot + CHUNK_HEADROOM, want,
				    (off_t)l->store->source[src->id].offset)
			    : read(src->fd, l->store->slot + CHUNK_HEADROOM, want);
	while (n < 0 && errno == EINTR);
	activity_set(l, ACTIVITY_WORKING, 0);
	return n;
}

static bool fill(struct logger *l, struct source *src, uint32_t begin, uint32_t want)
{
	ssize_t n;

	state_begin_read(l->store, src->id, begin, CHUNK_HEADROOM, want);
	n = read_some(l, src, want);
	if (n <= 0) {
		set_phase(l, CHUNK_EMPTY, CHUNK_HEADROOM, 0);
		return false;
	}
	if (src->kind == SOURCE_FOLLOW) {
		struct state_version *next = state_begin(l->store);

		next->offset = l->store->source[src->id].offset + (uint64_t)n;
		state_commit(l->store);
	}
	set_phase(l, CHUNK_FULL, CHUNK_HEADROOM + (uint32_t)n, (uint32_t)n);
	l->moved += (uint64_t)n;
	src->left -= src->left < (uint32_t)n ? src->left : (uint32_t)n;
	if (src->budget > 0)
		src->budget -= src->budget < (uint32_t)n ? src->budget : (uint32_t)n;
	return true;
}

/* What is read from now on is of the process that the stream was told of last. */
static void source_is_of(struct source *src)
{
	src->epoch = src->stream->epoch;
	src->pid = src->stream->pid;
}

static bool is_at_cut(struct logger *l, const struct source *src)
{
	uint64_t taken = l->store->source[src->id].taken;

	return src->kind == SOURCE_PIPE && taken > 0 &&
	       taken == state_process_boundary(l->store, src->id);
}

bool source_has_older_run(struct logger *l, const struct source *src)
{
	const struct source_record *state = &l->store->source[src->id];

	return src->kind == SOURCE_PIPE &&
	       (state->taken < state_process_boundary(l->store, src->id) ||
		(state->held > 0 && is_at_cut(l, src)));
}

/* What is in the pipe behind the cut was written by a start that PID 1 has not told us
 * of: its settings, its pid and what makes it ready are not known yet. At the end all is
 * read. */
static bool has_early(const struct logger *l, const struct source *src)
{
	uint64_t run = state_run_id(l->store, src->id);

	return src->kind == SOURCE_PIPE && src->fd >= 0 && !(run & RUN_ID_HOOK) &&
	       run > src->stream->epoch && !src->stream->leaving && !l->draining;
}

bool source_is_unannounced(const struct logger *l, const struct source *src)
{
	const struct source *pipes = src->stream->sources;

	if (src->kind != SOURCE_FOLLOW)
		return has_early(l, src);
	return !src->leaves && (has_early(l, &pipes[0]) || has_early(l, &pipes[1]));
}

static void wait_for_word(struct logger *l, struct source *src)
{
	src->early = true;
	wakeup_subscribe(l, src, false);
}

/* Not beyond the end of a process: its last line is ended there. 0 of more: all is read,
 * that line is held; or it is too early. The bytes that `want` counts were written
 * before the note is read here: so it is of these, or of later ones. */
static uint32_t until_cut(struct logger *l, struct source *src, uint32_t want)
{
	uint64_t left =
		state_process_boundary(l->store, src->id) - l->store->source[src->id].taken;
	uint64_t run = state_run_id(l->store, src->id);

	if (source_has_older_run(l, src))
		return want < left ? want : (uint32_t)left;
	if (source_is_unannounced(l, src)) {
		wait_for_word(l, src);
		return 0;
	}
	if (src->kind != SOURCE_PIPE || run == src->stream->epoch) {
		if (src->epoch != src->stream->epoch)
			source_is_of(src);
	} else if (run & RUN_ID_HOOK) {
		src->pid = 0;
	}
	return want;
}

static void wait_for_reader(struct logger *l, struct source *src)
{
	src->waiting = l->waits[src->out] = true;
	wakeup_subscribe(l, src, false);
}

/* How much it holds. */
static uint32_t ask_pipe(struct logger *l, struct source *src)
{
	uint32_t waits;

	activity_set(l, ACTIVITY_PIPE, src->id);
	waits = pipe_unread_bytes(src);
	grow_pipe(src, waits);
	activity_set(l, ACTIVITY_WORKING, 0);
	return waits;
}

bool source_step(struct logger *l, struct source *src)
{
	const struct source_record *state = &l->store->source[src->id];
	uint32_t held, want, begin;
	bool old, lines;

	if (source_is_blocked(l, src)) {
		wait_for_reader(l, src);
		return false;
	}
	if (src->kind == SOURCE_FOLLOW && source_is_unannounced(l, src)) {
		wait_for_word(l, src);
		return false;
	}
	if (src->kind == SOURCE_FOLLOW && !tail_open(l, src))
		return false;
	held = state->held;
	lines = state->done > 0 || held > LINE_BYTES_MAX;
	want = src->kind == SOURCE_FOLLOW ? CHUNK_SIZE : ask_pipe(l, src);
	if (src->ending && src->left == 0 && held == 0)
		src->ending = false;
	if (src->ending && want > src->left)
		want = src->left;
	src->at_end = want <= CHUNK_SIZE && src->kind != SOURCE_FOLLOW;
	want = until_cut(l, src, want < CHUNK_SIZE ? want : CHUNK_SIZE);
	old = held > 0 && is_at_cut(l, src);
	if (lines) {
		src->at_end = false;
		want = 0;
	}
	if (want == 0 && !lines && !(src->ending && held > 0) && !old) {
		src->ending = false;
		return false;
	}
	begin = load_held(l, src);
	if (want == 0)
		fill_from_hold(l, src, begin);
	else if (!fill(l, src, begin, want))
		return src->kind == SOURCE_FOLLOW && tail_next_file(l, src);
	chunk_process(l, src);
	if (state->done > 0) /* of which nothing tells: the pipe may be empty */
		wait_for_reader(l, src);
	return true;
}

bool source_mark_eof(struct source *src)
{
	src->left = pipe_unread_bytes(src);
	return src->kind == SOURCE_PIPE;
}

void source_flush_partial(struct logger *l, struct source *src)
{
	uint32_t held = l->store->source[src->id].held;

	src->budget = 0;
	if (held == 0 || held > LINE_BYTES_MAX)
		return;
	src->ending = src->at_end = true;
	fill_from_hold(l, src, load_held(l, src));
	chunk_process(l, src);
}

void source_feed_line(struct logger *l, struct source *src, const char *text, size_t len)
{
	uint32_t begin = load_held(l, src);

	if (len > CHUNK_SIZE ||
	    CHUNK_HEADROOM - begin + len > CARRY_SIZE) /* it would have to wait */
		return;
	state_begin_read(l->store, src->id, begin, CHUNK_HEADROOM, 0);
	memcpy(l->store->slot + CHUNK_HEADROOM, text, len);
	set_phase(l, CHUNK_FULL, CHUNK_HEADROOM + (uint32_t)len, 0);
	l->moved += len;
	chunk_process(l, src);
}

/* ---- after a logger that was killed ---- */

static struct source *slot_source(struct logger *l)
{
	uint32_t i = state_current(l->store)->source;

	return i < l->store->sources ? l->sources[i] : NULL;
}

static bool is_poison(struct logger *l)
{
	struct state_version *n = state_begin(l->store);
	bool poison = ++n->tries >= TRIES_MOST;

	state_commit(l->store);
	return poison;
}

void recover_chunk(struct logger *l)
{
	const struct state_version *n = state_current(l->store);
	struct source *src = slot_source(l);

	for (int i = 0; i < 2; i++) {
		console_recover(&l->out[i]);
		console_spill(&l->out[i]);
	}
	if (n->phase == CHUNK_READING) {
		bool got = src != NULL && src->kind == SOURCE_PIPE && n->end > n->limit &&
			   state_read_completed(l->store);

		set_phase(l, got ? CHUNK_FULL : CHUNK_EMPTY, n->end,
			  got ? n->end - n->limit : 0);
	}
	if (state_current(l->store)->phase == CHUNK_FULL && src != NULL && !is_poison(l)) {
		if (state_current(l->store)->taken >
			    state_process_boundary(l->store, src->id) &&
		    (src->kind != SOURCE_PIPE ||
		     state_run_id(l->store, src->id) == src->stream->epoch))
			source_is_of(src);
		chunk_recover_file(l, src);
		chunk_process(l, src);
	} else if (state_current(l->store)->phase == CHUNK_FULL) {
		logger_warn(l, "what a service wrote was thrown away: %s",
			    src != NULL ? "the logger died of it" : "the service is gone");
		if (src != NULL)
			l->store->source[src->id].held = 0;
		set_phase(l, CHUNK_EMPTY, CHUNK_HEADROOM, 0);
	}
	for (int i = 0; i < 2; i++)
		console_flush(&l->out[i]);
}
