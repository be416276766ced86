/* supervisor/log/source.c - reading: one chunk of one source into the slot. */
#include "supervisor/log/logger.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define FULL_PIPE  (60u << 10)
#define TRIES_MOST 4u /* loggers that died over the same bytes: then they go */

static void set_phase(struct logger *l, uint32_t phase, uint32_t end, uint32_t came)
{
	struct store_now *n = store_change(l->store);

	n->phase = phase;
	n->end = end;
	n->taken += came;
	n->limit = 0;
	n->allowed = 0;
	store_commit(l->store);
}

static uint32_t load_held(struct logger *l, const struct source *src)
{
	uint32_t held = l->store->source[src->id].held;

	if (held > HOLD_SIZE) /* not written by us */
		held = l->store->source[src->id].held = 0;
	if (held > 0)
		memcpy(l->store->slot + HEADROOM - held, store_hold(l->store, src->id),
		       held);
	return HEADROOM - held;
}

uint32_t source_waits(const struct source *src)
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
	src->wide = fcntl(src->fd, F_SETPIPE_SZ, (int)CHUNK) >= (int)CHUNK;
}

bool source_must_wait(struct logger *l, const struct source *src)
{
	const struct out *out = &l->out[src->out];

	return src->stream->set.console && !src->stream->set.drop &&
	       out->outlet != OUTLET_NONE && !out_is_empty(out);
}

/* The slot without anything new: only what was held. */
static void fill_from_hold(struct logger *l, struct source *src, uint32_t begin)
{
	store_expect(l->store, src->id, begin, HEADROOM, 0);
	struct store_now *n = store_change(l->store);
	n->offset = l->store->source[src->id].offset;
	store_commit(l->store);
	set_phase(l, SLOT_FULL, HEADROOM, 0);
}

static ssize_t read_some(struct logger *l, const struct source *src, uint32_t want)
{
	ssize_t n;

	if (src->kind == SOURCE_PIPE)
		logger_at(l, AT_PIPE, src->id);
	do
		n = src->kind == SOURCE_FOLLOW
			    ? pread(src->fd, l->store->slot + HEADROOM, want,
				    (off_t)l->store->source[src->id].offset)
			    : read(src->fd, l->store->slot + HEADROOM, want);
	while (n < 0 && errno == EINTR);
	logger_at(l, AT_WORK, 0);
	return n;
}

static bool fill(struct logger *l, struct source *src, uint32_t begin, uint32_t want)
{
	ssize_t n;

	store_expect(l->store, src->id, begin, HEADROOM, want);
	n = read_some(l, src, want);
	if (n <= 0) {
		set_phase(l, SLOT_EMPTY, HEADROOM, 0);
		return false;
	}
	if (src->kind == SOURCE_FOLLOW) {
		struct store_now *next = store_change(l->store);

		next->offset = l->store->source[src->id].offset + (uint64_t)n;
		store_commit(l->store);
	}
	set_phase(l, SLOT_FULL, HEADROOM + (uint32_t)n, (uint32_t)n);
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
	       taken == store_cut(l->store, src->id);
}

bool source_has_old(struct logger *l, const struct source *src)
{
	const struct store_source *state = &l->store->source[src->id];

	return src->kind == SOURCE_PIPE && (state->taken < store_cut(l->store, src->id) ||
					    (state->held > 0 && is_at_cut(l, src)));
}

/* What is in the pipe behind the cut was written by a start that PID 1 has not told us of: its
 * settings, its pid and what makes it ready are not known yet. At the end all is read. */
static bool has_early(const struct logger *l, const struct source *src)
{
	uint64_t run = store_run(l->store, src->id);

	return src->kind == SOURCE_PIPE && src->fd >= 0 && !(run & STORE_JOB) &&
	       run > src->stream->epoch && !src->stream->leaving && !l->draining;
}

bool source_is_early(const struct logger *l, const struct source *src)
{
	const struct source *pipes = src->stream->sources;

	if (src->kind != SOURCE_FOLLOW)
		return has_early(l, src);
	return !src->leaves && (has_early(l, &pipes[0]) || has_early(l, &pipes[1]));
}

static void wait_for_word(struct logger *l, struct source *src)
{
	src->early = true;
	watch_source(l, src, false);
}

/* Not beyond the end of a process: its last line is ended there. 0 of more: all is read,
 * that line is held; or it is too early. The bytes that `want` counts were written before the
 * note is read here: so it is of these, or of later ones. */
static uint32_t until_cut(struct logger *l, struct source *src, uint32_t want)
{
	uint64_t left = store_cut(l->store, src->id) - l->store->source[src->id].taken;
	uint64_t run = store_run(l->store, src->id);

	if (source_has_old(l, src))
		return want < left ? want : (uint32_t)left;
	if (source_is_early(l, src)) {
		wait_for_word(l, src);
		return 0;
	}
	if (src->kind != SOURCE_PIPE || run == src->stream->epoch) {
		if (src->epoch != src->stream->epoch)
			source_is_of(src);
	} else if (run & STORE_JOB) {
		src->pid = 0;
	}
	return want;
}

static void wait_for_reader(struct logger *l, struct source *src)
{
	src->waiting = l->waits[src->out] = true;
	watch_source(l, src, false);
}

/* How much it holds. */
static uint32_t ask_pipe(struct logger *l, struct source *src)
{
	uint32_t waits;

	logger_at(l, AT_PIPE, src->id);
	waits = source_waits(src);
	grow_pipe(src, waits);
	logger_at(l, AT_WORK, 0);
	return waits;
}

bool source_turn(struct logger *l, struct source *src)
{
	const struct store_source *state = &l->store->source[src->id];
	uint32_t held, want, begin;
	bool old, lines;

	if (source_must_wait(l, src)) {
		wait_for_reader(l, src);
		return false;
	}
	if (src->kind == SOURCE_FOLLOW && source_is_early(l, src)) {
		wait_for_word(l, src);
		return false;
	}
	if (src->kind == SOURCE_FOLLOW && !follow_open(l, src))
		return false;
	held = state->held;
	lines = state->done > 0 || held > LINE_MOST;
	want = src->kind == SOURCE_FOLLOW ? CHUNK : ask_pipe(l, src);
	if (src->ending && src->left == 0 && held == 0)
		src->ending = false;
	if (src->ending && want > src->left)
		want = src->left;
	src->at_end = want <= CHUNK && src->kind != SOURCE_FOLLOW;
	want = until_cut(l, src, want < CHUNK ? want : CHUNK);
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
		return src->kind == SOURCE_FOLLOW && follow_next(l, src);
	slot_run(l, src);
	if (state->done > 0) /* of which nothing tells: the pipe may be empty */
		wait_for_reader(l, src);
	return true;
}

bool source_left(struct source *src)
{
	src->left = source_waits(src);
	return src->kind == SOURCE_PIPE;
}

void source_end(struct logger *l, struct source *src)
{
	uint32_t held = l->store->source[src->id].held;

	src->budget = 0;
	if (held == 0 || held > LINE_MOST)
		return;
	src->ending = src->at_end = true;
	fill_from_hold(l, src, load_held(l, src));
	slot_run(l, src);
}

void source_text(struct logger *l, struct source *src, const char *text, size_t len)
{
	uint32_t begin = load_held(l, src);

	if (len > CHUNK || HEADROOM - begin + len > HOLD_SIZE) /* it would have to wait */
		return;
	store_expect(l->store, src->id, begin, HEADROOM, 0);
	memcpy(l->store->slot + HEADROOM, text, len);
	set_phase(l, SLOT_FULL, HEADROOM + (uint32_t)len, 0);
	l->moved += len;
	slot_run(l, src);
}

/* ---- after a logger that was killed ---- */

static struct source *slot_source(struct logger *l)
{
	uint32_t i = store_now(l->store)->source;

	return i < l->store->sources ? l->sources[i] : NULL;
}

static bool is_poison(struct logger *l)
{
	struct store_now *n = store_change(l->store);
	bool poison = ++n->tries >= TRIES_MOST;

	store_commit(l->store);
	return poison;
}

void source_recover(struct logger *l)
{
	const struct store_now *n = store_now(l->store);
	struct source *src = slot_source(l);

	for (int i = 0; i < 2; i++) {
		out_mend(&l->out[i]);
		out_settle(&l->out[i]);
	}
	if (n->phase == SLOT_READING) {
		bool got = src != NULL && src->kind == SOURCE_PIPE && n->end > n->limit &&
			   store_was_read(l->store);

		set_phase(l, got ? SLOT_FULL : SLOT_EMPTY, n->end,
			  got ? n->end - n->limit : 0);
	}
	if (store_now(l->store)->phase == SLOT_FULL && src != NULL && !is_poison(l)) {
		if (store_now(l->store)->taken > store_cut(l->store, src->id) &&
		    (src->kind != SOURCE_PIPE ||
		     store_run(l->store, src->id) == src->stream->epoch))
			source_is_of(src);
		slot_mend_file(l, src);
		slot_run(l, src);
	} else if (store_now(l->store)->phase == SLOT_FULL) {
		logger_say(l, "what a service wrote was thrown away: %s",
			   src != NULL ? "the logger died of it" : "the service is gone");
		if (src != NULL)
			l->store->source[src->id].held = 0;
		set_phase(l, SLOT_EMPTY, HEADROOM, 0);
	}
	for (int i = 0; i < 2; i++)
		out_flush(&l->out[i]);
}
