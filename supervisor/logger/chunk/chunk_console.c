/* supervisor/log/slot_console.c - from the slot to one of the container's two streams.
 *
 * Into the buffer that each stream has in the store (out.h writes it out), or, when the
 * lines need no change and nothing is before them, out of the slot itself. */
#include "supervisor/log/logger.h"

#include <string.h>

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
	out_settle(out);
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
	return l->waits[out->which] &&
	       store_now(l->store)->out[out->which].end > OUT_SIZE / 2;
}

static void drop_rest(struct logger *l)
{
	struct store_now *n = store_change(l->store);

	n->dropped += lines_count(l->store->slot + n->done[DEST_CONSOLE],
				  n->allowed - n->done[DEST_CONSOLE]);
	n->done[DEST_CONSOLE] = n->allowed;
	store_commit(l->store);
}

void slot_to_console(struct logger *l, struct source *src)
{
	struct stream *s = src->stream;
	struct out *out = &l->out[src->out];
	const struct store_now *n = store_now(l->store);
	struct line_style style;

	if (s->set.console && out->outlet == OUTLET_NONE && out->failed != 0)
		out_lose(out,
			 lines_count(l->store->slot + n->done[DEST_CONSOLE],
				     n->allowed - n->done[DEST_CONSOLE]),
			 out->failed);
	if (n = store_now(l->store), !s->set.console || out->outlet == OUTLET_NONE)
		skip_console(l, n->allowed);
	if (n = store_now(l->store), n->done[DEST_CONSOLE] >= n->allowed)
		return;
	slot_style(l, src, DEST_CONSOLE, &style);
	while (n = store_now(l->store), n->done[DEST_CONSOLE] < n->allowed) {
		if (!(s->set.drop && has_its_share(l, out)) && console_some(l, out, &style))
			continue;
		if (!s->set.drop)
			return;
		drop_rest(l);
		s->untold = true;
	}
}
