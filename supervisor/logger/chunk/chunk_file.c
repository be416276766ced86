/* supervisor/logger/chunk/chunk_file.c - from the slot into the service's log file.
 *
 * Exact, also over a kill: what is to be written, and the file's length and inode before,
 * are in the store first. Only the logger writes there, so that what the file has grown
 * by is what the write did that nobody could note any more. */
#include "supervisor/logger/base/logger.h"
#include "supervisor/path/path.h"

#include <errno.h>
#include <string.h>

static void file_failed(struct logger *l, struct stream *s, int err)
{
	if (s->file.told == err)
		return;
	s->file.told = err;
	const char *why = path_reason(err);
	logger_warn(l,
		    "%s: cannot write %s: %s%s; its lines are missing there until it works",
		    s->name, s->file.path, why != NULL ? why : strerror(-err),
		    err == -ENOENT ? " (dirs makes the directory)" : "");
}

static const char *file_text(struct log_state *store, size_t *ret_len)
{
	const struct state_version *n = state_current(store);

	*ret_len = n->file_len;
	return (n->file_slot ? store->slot : store->file) + n->file_from;
}

static void file_went(struct logger *l, struct stream *s, size_t n)
{
	struct state_version *next = state_begin(l->store);

	next->file_from += (uint32_t)n;
	next->file_len -= (uint32_t)n;
	next->file_at = s->file.size;
	next->file_inode = s->file.inode;
	state_commit(l->store);
}

/* What the store has for the file, with as many rotations as that takes. */
static void file_drain(struct logger *l, struct stream *s)
{
	int r = log_file_open(&s->file, clock_msec());
	bool stuck = false;
	const char *text;
	size_t len;

	while (text = file_text(l->store, &len), r == 0 && len > 0) {
		uint64_t most = s->file.regular && !stuck ? s->file.most : 0;
		size_t part = log_file_part(s->file.size, most, text, len);
		long n;

		if (part == 0) {
			int err = log_file_rotate(&s->file);

			if (err < 0)
				file_failed(l, s, err);
			stuck = err < 0; /* it grows: better than nothing */
			r = s->file.fd < 0 ? err : 0;
			file_went(l, s, 0);
			continue;
		}
		n = log_file_write(&s->file, text, part);
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

void chunk_to_file(struct logger *l, struct source *src)
{
	struct stream *s = src->stream;
	struct line_style style;
	const struct state_version *n = state_current(l->store);

	if (n->done[DEST_FILE] >= n->allowed)
		return;
	if (s->file.path == NULL) {
		struct state_version *next = state_begin(l->store);

		next->done[DEST_FILE] = next->allowed;
		state_commit(l->store);
		return;
	}
	line_style_of(l, src, DEST_FILE, &style);
	while (n = state_current(l->store), n->done[DEST_FILE] < n->allowed) {
		const char *text = l->store->slot + n->done[DEST_FILE];
		size_t len = n->allowed - n->done[DEST_FILE], used = len;
		bool same = lines_unchanged(&style, text, len);

		log_file_open(&s->file, clock_msec());
		if (!same)
			len = lines_format(&style, text, len, l->store->file,
					   CONSOLE_BUFFER_SIZE, &used);
		struct state_version *next = state_begin(l->store);
		next->file_slot = same;
		next->file_from = same ? next->done[DEST_FILE] : 0;
		next->file_len = (uint32_t)used;
		next->file_at = s->file.size;
		next->file_inode = s->file.inode;
		next->done[DEST_FILE] += (uint32_t)len;
		state_commit(l->store);
		file_drain(l, s);
	}
}

void chunk_recover_file(struct logger *l, struct source *src)
{
	struct stream *s = src->stream;
	const struct state_version *n = state_current(l->store);

	if (n->file_len == 0)
		return;
	if (s->file.path == NULL) {
		file_went(l, s, n->file_len);
		return;
	}
	/* A line that was torn goes again as a whole, should the disk be full now. */
	if (log_file_open(&s->file, clock_msec()) == 0 && s->file.inode == n->file_inode &&
	    s->file.size > n->file_at) {
		size_t len, went = (size_t)(s->file.size - n->file_at), whole;
		const char *text = file_text(l->store, &len), *nl;

		went = went < len ? went : len;
		nl = memrchr(text, '\n', went);
		whole = nl != NULL ? (size_t)(nl + 1 - text) : 0;
		if (whole < went && log_file_truncate(&s->file, n->file_at + whole))
			went = whole;
		file_went(l, s, went);
	}
	file_drain(l, s);
}
