/* supervisor/logger/chunk/chunk_console.c - from the slot to one of the container's two
 * streams.
 *
 * Into the buffer that each stream has in the store (out.h writes it out), or, when the
 * lines need no change and nothing is before them, out of the slot itself. */
#include "supervisor/logger/base/logger.h"

#include <string.h>

static void skip_console(struct logger *l, uint32_t to)
{
	struct state_version *n = state_begin(l->store);

	n->done[DEST_CONSOLE] = to;
	state_commit(l->store);
}

/* Unchanged, out of the slot; what does not go at once goes into the buffer. */
static void console_direct(struct logger *l, struct out *out, uint32_t len)
{
	struct state_version *n = state_begin(l->store);
	struct console_state *o = &n->out[out->which];

	o->direct = n->done[DEST_CONSOLE];
	o->direct_len = len;
	n->done[DEST_CONSOLE] += len;
	state_commit(l->store);
	console_spill(out);
}

/* False: there is no room until somebody reads. */
static bool console_some(struct logger *l, struct out *out, const struct line_style *style)
{
	const struct state_version *n = state_current(l->store);
	const char *text = l->store->slot + n->done[DEST_CONSOLE];
	uint32_t len = n->allowed - n->done[DEST_CONSOLE];
	uint32_t end = n->out[out->which].end;
	size_t used;

	if (console_is_empty(out) && lines_unchanged(style, text, len)) {
		console_direct(l, out, len);
		return true;
	}
	if (CONSOLE_BUFFER_SIZE - end < LINE_FORMATTED_MAX) {
		if (!console_flush(out))
			return false;
		end = 0;
	}
	len = (uint32_t)lines_format(style, text, len, l->store->out[out->which] + end,
				     CONSOLE_BUFFER_SIZE - end, &used);
	struct state_version *next = state_begin(l->store);
	next->done[DEST_CONSOLE] += len;
	next->out[out->which].end += (uint32_t)used;
	state_commit(l->store);
	console_flush(out);
	return true;
}

/* Who drops never stands still: while others do, it may not have all of the buffer. (Of
 * which `end` goes on until all is written and somebody else has his turn.) */
static bool has_its_share(struct logger *l, const struct out *out)
{
	return l->waits[out->which] &&
	       state_current(l->store)->out[out->which].end > CONSOLE_BUFFER_SIZE / 2;
}

static void drop_rest(struct logger *l)
{
	struct state_version *n = state_begin(l->store);

	n->dropped += lines_count(l->store->slot + n->done[DEST_CONSOLE],
				  n->allowed - n->done[DEST_CONSOLE]);
	n->done[DEST_CONSOLE] = n->allowed;
	state_commit(l->store);
}

void chunk_to_console(struct logger *l, struct source *src)
{
	struct stream *s = src->stream;
	struct out *out = &l->out[src->out];
	const struct state_version *n = state_current(l->store);
	struct line_style style;

	if (s->set.console && out->outlet == OUTLET_NONE && out->failed != 0)
		console_count_lost(out,
				   lines_count(l->store->slot + n->done[DEST_CONSOLE],
					       n->allowed - n->done[DEST_CONSOLE]),
				   out->failed);
	if (n = state_current(l->store), !s->set.console || out->outlet == OUTLET_NONE)
		skip_console(l, n->allowed);
	if (n = state_current(l->store), n->done[DEST_CONSOLE] >= n->allowed)
		return;
	line_style_of(l, src, DEST_CONSOLE, &style);
	while (n = state_current(l->store), n->done[DEST_CONSOLE] < n->allowed) {
		if (!(s->set.drop && has_its_share(l, out)) && console_some(l, out, &style))
			continue;
		if (!s->set.drop)
			return;
		drop_rest(l);
		s->untold = true;
	}
}
