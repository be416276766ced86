/* supervisor/logger/chunk/chunk.c - what was read goes everywhere: ring, file, console.
 *
 * chunk_process() may begin anew after any instruction of an earlier logger (store.h has
 * the protocol): each of its steps looks at its own mark, does what is left, and moves
 * the mark by a commit. Time, limits and log-rate are settled by the first one, once. */
#include "conf/base/timestamp.h"
#include "supervisor/logger/base/logger.h"
#include "supervisor/logger/sink/ring.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#define RING_PAGE 4096u

/* ---- what is taken at all ---- */

/* log-rate: of the lines up to `limit` those that this second may still have. */
static uint32_t allowed_by_rate(struct logger *l, struct stream *s,
				struct state_version *now, uint32_t from, uint32_t limit)
{
	const char *text = l->store->slot + from;
	size_t len = limit - from, n;

	if (s->set.rate == 0 || len == 0)
		return limit;
	uint64_t second = timestamp_now() / 1000000;
	if (second != s->second) {
		s->second_over = s->untold;
		s->second = second;
		s->lines = 0;
	}
	n = lines_prefix_length(text, len, s->set.rate - s->lines);
	s->lines += (uint32_t)lines_count(text, n);
	if (n < len) {
		now->over_rate += lines_count(text + n, len - n);
		s->untold = true;
	}
	return from + (uint32_t)n;
}

/* The process that wrote it ended here, and another began. */
static bool is_cut(struct logger *l, const struct source *src,
		   const struct state_version *n)
{
	return src->kind == SOURCE_PIPE && n->taken > 0 &&
	       n->taken == state_process_boundary(l->store, src->id);
}

/* What came from the hold and is in ring and file already (state->done: only the console
 * had no room for it) begins behind their marks, but before the console's. */
static void set_limits(struct logger *l, struct source *src)
{
	struct state_version *n = state_begin(l->store);
	const struct source_record *state = &l->store->source[src->id];
	uint32_t room = n->end - n->begin;
	uint32_t done = n->begin + (state->done < room ? state->done : room);

	if (((src->ending && src->at_end) || is_cut(l, src, n)) && n->end > n->begin &&
	    l->store->slot[n->end - 1] != '\n')
		l->store->slot[n->end++] = '\n';
	n->limit = n->begin +
		   (uint32_t)lines_complete(l->store->slot + n->begin, n->end - n->begin);
	n->micros = timestamp_now();
	n->recorded = n->done[DEST_FILE] = done < n->limit ? done : n->limit;
	n->done[DEST_CONSOLE] = n->begin;
	n->dropped = state->dropped;
	n->over_rate = state->over_rate;
	n->allowed = allowed_by_rate(l, src->stream, n, n->recorded, n->limit);
	state_commit(l->store);
}

/* ---- ring and regex ---- */

static struct ring *ring_of(struct logger *l, struct stream *s)
{
	void *at;

	if (s->ring != NULL || s->set.ring_size < RING_SIZE_MIN ||
	    s->set.ring_at % RING_PAGE != 0 || s->set.ring_at > l->ring_end ||
	    s->set.ring_size > l->ring_end - s->set.ring_at)
		return s->ring;
	at = mmap(NULL, s->set.ring_size, PROT_READ | PROT_WRITE,
		  MAP_SHARED | MAP_NORESERVE, l->store_fd, (off_t)s->set.ring_at);
	if (at == MAP_FAILED)
		s->set.ring_size = 0;
	else
		s->ring = at;
	return s->ring;
}

static void look_for_match(struct logger *l, struct stream *s, const char *text, size_t len)
{
	static char line[LINE_BYTES_MAX + 1];

	for (const char *end = text + len, *nl; text < end && s->awaits; text = nl + 1) {
		nl = memchr(text, '\n', (size_t)(end - text));
		if (nl == NULL)
			nl = end - 1;
		size_t n = (size_t)(nl - text) < LINE_BYTES_MAX ? (size_t)(nl - text)
								: LINE_BYTES_MAX;
		memcpy(line, text, n);
		line[n] = '\0';
		for (char *zero = line;
		     (zero = memchr(zero, '\0', n - (size_t)(zero - line)));)
			*zero = ' ';
		activity_set(l, ACTIVITY_REGEX, s->set.source);
		bool found = regexec(&s->regex, line, 0, NULL, 0) == 0;
		activity_set(l, ACTIVITY_WORKING, 0);
		if (found)
			reply_matched(l, s);
	}
}

/* A logger killed between ring_put() and the commit leaves the piece in the ring twice. */
static void record(struct logger *l, struct source *src)
{
	const struct state_version *n = state_current(l->store);
	struct stream *s = src->stream;
	const char *text = l->store->slot + n->recorded;
	struct ring *ring;

	if (n->recorded >= n->limit)
		return;
	if (s->awaits && (src->kind != SOURCE_PIPE || src->epoch == s->epoch))
		look_for_match(l, s, text, n->limit - n->recorded);
	ring = n->recorded < n->allowed ? ring_of(l, s) : NULL;
	if (ring != NULL)
		ring_put(ring, s->set.ring_size, src->out, n->micros, text,
			 n->allowed - n->recorded);
	struct state_version *next = state_begin(l->store);
	next->recorded = next->limit;
	state_commit(l->store);
}

/* ---- the end of it ---- */

/* What the console did not take, and the beginning of a line, are kept. The slot counts
 * until the commit: a hold that is half written is written again. */
static void keep_rest(struct logger *l, struct source *src)
{
	const struct state_version *n = state_current(l->store);
	struct source_record *state = &l->store->source[src->id];
	char *hold = state_carry(l->store, src->id);
	uint32_t left = n->allowed - n->done[DEST_CONSOLE], tail = n->end - n->limit;

	if (left > 0)
		memcpy(hold, l->store->slot + n->done[DEST_CONSOLE], left);
	if (tail > 0)
		memcpy(hold + left, l->store->slot + n->limit, tail);
	if (state->held != left + tail || state->done != left) {
		state->held = left + tail;
		state->done = left;
	}
	if (src->kind == SOURCE_FOLLOW)
		state->offset = n->offset;
	if (state->taken != n->taken)
		state->taken = n->taken;
	if (state->dropped != n->dropped)
		state->dropped = n->dropped;
	if (state->over_rate != n->over_rate)
		state->over_rate = n->over_rate;
	struct state_version *next = state_begin(l->store);
	next->phase = CHUNK_EMPTY;
	state_commit(l->store);
}

void chunk_process(struct logger *l, struct source *src)
{
	const struct state_version *n = state_current(l->store);

	if (n->limit == 0)
		set_limits(l, src);
	record(l, src);
	chunk_to_file(l, src);
	chunk_to_console(l, src);
	keep_rest(l, src);
	if (src->at_end)
		src->ending = false;
	if (src->stream->untold)
		drops_report(l, src->stream);
}

/* With the sum, when there were more before; among lines that are objects as one. */
static bool tell(struct logger *l, struct source *src, struct out *out, uint64_t all,
		 uint64_t told, const char *why)
{
	const struct stream *s = src->stream;
	unsigned long long count = all - told;
	char line[OWN_LINE_MAX], text[256], sum[40] = "";
	struct line_style style;

	line_style_of(l, src, DEST_CONSOLE, &style);
	bool object = style.format == LINE_JSON && out == &l->out[src->out];
	size_t n;

	if (told > 0)
		snprintf(sum, sizeof sum, "; %llu in all", (unsigned long long)all);
	snprintf(text, sizeof text, "%.80s: %llu line%s dropped: %s%s", s->name, count,
		 count == 1 ? " was" : "s were", why, sum);
	if (object)
		n = (size_t)snprintf(line, sizeof line,
				     "%.*s\"dropped\":%llu,\"level\":\"warning\","
				     "\"text\":\"%s\"}\n",
				     (int)style.head_len, style.head, count, text);
	else
		n = logger_format_warning(l, out, text, line);
	return console_append_line(out, line, n);
}

/* When somebody reads again; over the rate: when the second is over. */
void drops_report(struct logger *l, struct stream *s)
{
	bool over = s->second_over || timestamp_now() / 1000000 != s->second, left = false;
	char why[80];

	snprintf(why, sizeof why, "more than %u in a second", s->set.rate);
	for (uint32_t i = 0; i < s->source_count; i++) {
		struct source *src = &s->sources[i];
		struct source_record *t = &l->store->source[src->id];
		struct out *out = &l->out[s->set.console && !l->late ? src->out : 1];
		bool wait = over || l->draining || s->leaving;

		if (l->sources[src->id] != src) /* it has left */
			continue;
		if (t->dropped != t->told_dropped &&
		    (s->leaving || console_is_empty(out)) &&
		    tell(l, src, out, t->dropped, t->told_dropped,
			 "nobody read the output"))
			t->told_dropped = t->dropped;
		if (t->over_rate != t->told_over_rate && wait &&
		    tell(l, src, out, t->over_rate, t->told_over_rate, why))
			t->told_over_rate = t->over_rate;
		left |= t->dropped != t->told_dropped || t->over_rate != t->told_over_rate;
		if (t->over_rate != t->told_over_rate)
			wake_at(l, clock_msec() + 1000);
	}
	s->untold = left;
	s->second_over = false;
}
