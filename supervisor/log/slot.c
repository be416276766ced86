/* supervisor/log/slot.c - what was read goes everywhere: ring, file, console.
 *
 * Each place has its own mark of how far it is (store_now); all that can be repeated
 * after a kill is one write. */
#include "supervisor/log/logger.h"
#include "supervisor/log/ring.h"
#include "supervisor/log/stamp.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define RING_PAGE 4096u

static const char *const stream_words[] = { "stdout", "stderr" };

/* ---- what is taken at all ---- */

/* log-rate: of the lines up to `limit` those that this second may still have. */
static uint32_t allowed_by_rate(struct logger *l, struct stream *s, struct store_now *now,
				uint32_t from, uint32_t limit)
{
	const char *text = l->store->slot + from;
	size_t len = limit - from, n;

	if (s->set.rate == 0 || len == 0)
		return limit;
	uint64_t second = stamp_now() / 1000000;
	if (second != s->second) {
		s->second = second;
		s->lines = 0;
	}
	n = lines_first(text, len, s->set.rate - s->lines);
	s->lines += (uint32_t)lines_count(text, n);
	if (n < len) {
		now->over_rate += lines_count(text + n, len - n);
		s->untold = true;
	}
	return from + (uint32_t)n;
}

static void set_limits(struct logger *l, struct source *src)
{
	struct store_now *n = store_change(l->store);
	const struct store_source *state = &l->store->source[src->id];
	uint32_t done = n->begin + state->done;

	if (done > n->end)
		done = n->end;
	if (src->ending && src->at_end && n->end > n->begin &&
	    l->store->slot[n->end - 1] != '\n')
		l->store->slot[n->end++] = '\n';
	n->limit = n->begin +
		   (uint32_t)lines_limit(l->store->slot + n->begin, n->end - n->begin);
	n->micros = stamp_now();
	n->recorded = n->done[DEST_FILE] = done < n->limit ? done : n->limit;
	n->done[DEST_CONSOLE] = n->begin;
	n->dropped = state->dropped;
	n->over_rate = state->over_rate;
	n->allowed = allowed_by_rate(l, src->stream, n, n->recorded, n->limit);
	store_commit(l->store);
}

/* ---- ring and regex ---- */

static struct ring *ring_of(struct logger *l, struct stream *s)
{
	void *at;

	if (s->ring != NULL || s->set.ring_size < RING_LEAST ||
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

static void tell_match(struct logger *l, struct stream *s)
{
	struct pollfd p = { .fd = l->socket, .events = POLLOUT };

	for (int i = 0;
	     i < 10 && wire_say(l->socket, WIRE_MATCH, s->id, s->epoch) == -EAGAIN; i++)
		poll(&p, 1, 100);
	regfree(&s->regex);
	s->awaits = false;
}

static void look_for_match(struct logger *l, struct stream *s, const char *text, size_t len)
{
	static char line[LINE_MOST + 1];

	for (const char *end = text + len, *nl; text < end && s->awaits; text = nl + 1) {
		nl = memchr(text, '\n', (size_t)(end - text));
		if (nl == NULL)
			nl = end - 1;
		size_t n =
			(size_t)(nl - text) < LINE_MOST ? (size_t)(nl - text) : LINE_MOST;
		memcpy(line, text, n);
		line[n] = '\0';
		for (char *zero = line;
		     (zero = memchr(zero, '\0', n - (size_t)(zero - line)));)
			*zero = ' ';
		if (regexec(&s->regex, line, 0, NULL, 0) == 0)
			tell_match(l, s);
	}
}

static void record(struct logger *l, struct source *src)
{
	const struct store_now *n = store_now(l->store);
	struct stream *s = src->stream;
	const char *text = l->store->slot + n->recorded;
	struct ring *ring;

	if (n->recorded >= n->limit)
		return;
	if (s->awaits)
		look_for_match(l, s, text, n->limit - n->recorded);
	ring = n->recorded < n->allowed ? ring_of(l, s) : NULL;
	if (ring != NULL)
		ring_put(ring, s->set.ring_size, src->out, n->micros, text,
			 n->allowed - n->recorded);
	struct store_now *next = store_change(l->store);
	next->recorded = next->limit;
	store_commit(l->store);
}

/* ---- the shape ---- */

static int colour_of(const char *name)
{
	static const int colours[] = { 36, 33, 32, 35, 34, 31 };
	unsigned sum = 0;

	while (*name)
		sum = sum * 31 + (unsigned char)*name++;
	return colours[sum % (sizeof colours / sizeof colours[0])];
}

static void style_for(struct logger *l, struct source *src, enum store_dest to,
		      struct line_style *style)
{
	const struct stream *s = src->stream;
	const struct out *out = &l->out[src->out];
	char time[STAMP_SIZE + 1];
	struct line_facts f = { .name = s->name,
				.service = s->service,
				.instance = s->set.instance,
				.stream = s->set.is_syslog ? "syslog"
							   : stream_words[src->out],
				.pid = s->pid,
				.time = time };
	enum stamp_zone zone = (enum stamp_zone)s->set.time;

	style->format =
		(enum line_format)(to == DEST_FILE ? s->set.file_format : s->set.format);
	style->terminal = to == DEST_CONSOLE && out->terminal;
	if (style->terminal && l->colour)
		f.colour = colour_of(s->service);
	if (style->format == LINE_JSON && zone == STAMP_NONE)
		zone = STAMP_UTC;
	stamp_text(zone, store_now(l->store)->micros, time);
	if (style->format != LINE_JSON && time[0] != '\0')
		memcpy(time + strlen(time), " ", 2);
	lines_head(style, &f);
}

/* ---- file ---- */

static void file_failed(struct logger *l, struct stream *s, int err)
{
	if (s->file.told == err)
		return;
	s->file.told = err;
	logger_say(l, "%s: cannot write %s: %s; its lines are missing there until it works",
		   s->name, s->file.path, strerror(-err));
}

static const char *file_text(struct store *store, size_t *ret_len)
{
	const struct store_now *n = store_now(store);

	*ret_len = n->file_len;
	return (n->file_slot ? store->slot : store->file) + n->file_from;
}

static void file_went(struct logger *l, struct stream *s, size_t n)
{
	struct store_now *next = store_change(l->store);

	next->file_from += (uint32_t)n;
	next->file_len -= (uint32_t)n;
	next->file_at = s->file.size;
	next->file_inode = s->file.inode;
	store_commit(l->store);
}

/* What the store has for the file, with as many rotations as that takes. */
static void file_drain(struct logger *l, struct stream *s)
{
	int r = file_ready(&s->file, logger_msec());
	bool stuck = false;
	const char *text;
	size_t len;

	while (text = file_text(l->store, &len), r == 0 && len > 0) {
		uint64_t most = s->file.regular && !stuck ? s->file.most : 0;
		size_t part = file_part(s->file.size, most, text, len);
		long n;

		if (part == 0) {
			int err = file_rotate(&s->file);

			if (err < 0)
				file_failed(l, s, err);
			stuck = err < 0; /* it grows: better than nothing */
			r = s->file.fd < 0 ? err : 0;
			file_went(l, s, 0);
			continue;
		}
		n = file_write(&s->file, text, part);
		if (n < 0)
			r = (int)n;
		else
			file_went(l, s, (size_t)n);
	}
	if (r < 0) {
		file_failed(l, s, r);
		file_went(l, s, len);
	} else if (!stuck && s->file.told != -EAGAIN) { /* a pipe is full again and again */
		s->file.told = 0;
	}
}

static void to_file(struct logger *l, struct source *src)
{
	struct stream *s = src->stream;
	struct line_style style;
	const struct store_now *n = store_now(l->store);

	if (n->done[DEST_FILE] >= n->allowed)
		return;
	if (s->file.path == NULL) {
		struct store_now *next = store_change(l->store);

		next->done[DEST_FILE] = next->allowed;
		store_commit(l->store);
		return;
	}
	style_for(l, src, DEST_FILE, &style);
	while (n = store_now(l->store), n->done[DEST_FILE] < n->allowed) {
		const char *text = l->store->slot + n->done[DEST_FILE];
		size_t len = n->allowed - n->done[DEST_FILE], used = len;
		bool same = lines_unchanged(&style, text, len);

		file_ready(&s->file, logger_msec());
		if (!same)
			len = lines_format(&style, text, len, l->store->file, OUT_SIZE,
					   &used);
		struct store_now *next = store_change(l->store);
		next->file_slot = same;
		next->file_from = same ? next->done[DEST_FILE] : 0;
		next->file_len = (uint32_t)used;
		next->file_at = s->file.size;
		next->file_inode = s->file.inode;
		next->done[DEST_FILE] += (uint32_t)len;
		store_commit(l->store);
		file_drain(l, s);
	}
}

void slot_mend_file(struct logger *l, struct source *src)
{
	struct stream *s = src->stream;
	const struct store_now *n = store_now(l->store);

	if (n->file_len == 0)
		return;
	if (s->file.path == NULL) {
		file_went(l, s, n->file_len);
		return;
	}
	/* Only we write there: what it has grown by is what went. */
	if (file_ready(&s->file, logger_msec()) == 0 && s->file.inode == n->file_inode &&
	    s->file.size > n->file_at) {
		uint64_t grown = s->file.size - n->file_at;

		file_went(l, s, grown < n->file_len ? (size_t)grown : n->file_len);
	}
	file_drain(l, s);
}

/* ---- console ---- */

static void skip_console(struct logger *l, uint32_t to)
{
	struct store_now *n = store_change(l->store);

	n->done[DEST_CONSOLE] = to;
	store_commit(l->store);
}

/* Unchanged, out of the slot; what does not go at once goes into the buffer. */
static void console_direct(struct logger *l, struct out *out, uint32_t len)
{
	struct store_now *n = store_change(l->store);
	struct store_out *o = &n->out[out->which];

	o->direct = n->done[DEST_CONSOLE];
	o->direct_len = len;
	n->done[DEST_CONSOLE] += len;
	store_commit(l->store);
	if (out_flush(out))
		return;
	n = store_change(l->store);
	o = &n->out[out->which];
	memcpy(l->store->out[out->which], l->store->slot + o->direct, o->direct_len);
	o->begin = 0;
	o->end = o->direct_len;
	o->direct_len = 0;
	store_commit(l->store);
}

/* False: there is no room until somebody reads. */
static bool console_some(struct logger *l, struct out *out, const struct line_style *style)
{
	const struct store_now *n = store_now(l->store);
	const char *text = l->store->slot + n->done[DEST_CONSOLE];
	uint32_t len = n->allowed - n->done[DEST_CONSOLE];
	uint32_t end = n->out[out->which].end;
	size_t used;

	if (out_is_empty(out) && lines_unchanged(style, text, len)) {
		console_direct(l, out, len);
		return true;
	}
	if (OUT_SIZE - end < LINE_ROOM) {
		if (!out_flush(out))
			return false;
		end = 0;
	}
	len = (uint32_t)lines_format(style, text, len, l->store->out[out->which] + end,
				     OUT_SIZE - end, &used);
	struct store_now *next = store_change(l->store);
	next->done[DEST_CONSOLE] += len;
	next->out[out->which].end += (uint32_t)used;
	store_commit(l->store);
	out_flush(out);
	return true;
}

/* Who drops never stands still: while others do, it may not have all of the buffer. (Of
 * which `end` goes on until all is written and somebody else has his turn.) */
static bool has_its_share(struct logger *l, const struct out *out)
{
	return l->others_wait && store_now(l->store)->out[out->which].end > OUT_SIZE / 2;
}

static void drop_rest(struct logger *l)
{
	struct store_now *n = store_change(l->store);

	n->dropped += lines_count(l->store->slot + n->done[DEST_CONSOLE],
				  n->allowed - n->done[DEST_CONSOLE]);
	n->done[DEST_CONSOLE] = n->allowed;
	store_commit(l->store);
}

static void to_console(struct logger *l, struct source *src)
{
	struct stream *s = src->stream;
	struct out *out = &l->out[src->out];
	const struct store_now *n = store_now(l->store);
	struct line_style style;

	if (!s->set.console || out->outlet == OUTLET_NONE)
		skip_console(l, n->allowed);
	if (n = store_now(l->store), n->done[DEST_CONSOLE] >= n->allowed)
		return;
	style_for(l, src, DEST_CONSOLE, &style);
	while (n = store_now(l->store), n->done[DEST_CONSOLE] < n->allowed) {
		if (!(s->set.drop && has_its_share(l, out)) && console_some(l, out, &style))
			continue;
		if (!s->set.drop)
			return;
		drop_rest(l);
		s->untold = true;
	}
}

/* ---- the end of it ---- */

/* What the console did not take, and the beginning of a line, are kept. */
static void keep_rest(struct logger *l, struct source *src)
{
	const struct store_now *n = store_now(l->store);
	struct store_source *state = &l->store->source[src->id];
	char *hold = store_hold(l->store, src->id);
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
	if (state->dropped != n->dropped)
		state->dropped = n->dropped;
	if (state->over_rate != n->over_rate)
		state->over_rate = n->over_rate;
	struct store_now *next = store_change(l->store);
	next->phase = SLOT_EMPTY;
	store_commit(l->store);
}

void slot_run(struct logger *l, struct source *src)
{
	const struct store_now *n = store_now(l->store);

	if (n->limit == 0)
		set_limits(l, src);
	record(l, src);
	to_file(l, src);
	to_console(l, src);
	keep_rest(l, src);
	if (src->at_end)
		src->ending = false;
	if (src->stream->untold)
		slot_tell_drops(l, src->stream);
}

/* With the sum, when there were more before. */
static bool tell(struct out *out, const struct stream *s, uint64_t all, uint64_t told,
		 const char *why)
{
	unsigned long long count = all - told;
	char line[256], sum[40] = "";

	if (told > 0)
		snprintf(sum, sizeof sum, "; %llu in all", (unsigned long long)all);
	int n = snprintf(line, sizeof line, "ctinit: %.80s: %llu line%s dropped: %s%s\n",
			 s->name, count, count == 1 ? " was" : "s were", why, sum);
	return out_say(out, line, (size_t)n);
}

/* When somebody reads again; over the rate: when the second is over. */
void slot_tell_drops(struct logger *l, struct stream *s)
{
	bool over = stamp_now() / 1000000 != s->second, left = false;
	char why[80];

	snprintf(why, sizeof why, "more than %u in a second", s->set.rate);
	for (uint32_t i = 0; i < s->source_count; i++) {
		struct source *src = &s->sources[i];
		struct store_source *t = &l->store->source[src->id];
		struct out *out = &l->out[s->set.console ? src->out : 1];
		bool wait = over || l->draining;

		if (t->dropped != t->told_dropped && out_is_empty(out) &&
		    tell(out, s, t->dropped, t->told_dropped, "nobody read the output"))
			t->told_dropped = t->dropped;
		if (t->over_rate != t->told_over_rate && wait &&
		    tell(out, s, t->over_rate, t->told_over_rate, why))
			t->told_over_rate = t->over_rate;
		left |= t->dropped != t->told_dropped || t->over_rate != t->told_over_rate;
		if (t->over_rate != t->told_over_rate)
			logger_wake(l, logger_msec() + 1000);
	}
	s->untold = left;
}
