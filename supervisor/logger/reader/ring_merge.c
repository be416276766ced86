/* supervisor/logger/reader/ring_merge.c - reads the rings of several streams in the order of
 * time.
 *
 * A binary heap has the streams that have entries, ordered by the time of the next one. The
 * rings may lose entries at any time between two calls, so each call checks its cursor. */
#include "supervisor/logger/reader/ring_merge.h"

#include "supervisor/logger/sink/ring.h"

#include <string.h>
#include <sys/mman.h>

/* ---- memory ---- */

static size_t mapping_size(uint32_t capacity)
{
	return (size_t)capacity * (sizeof(struct ring_cursor) + sizeof(uint32_t));
}

bool ring_merge_reserve(struct ring_merge *merge, uint32_t capacity)
{
	struct ring_cursor *cursors;
	uint32_t *heap;

	if (capacity <= merge->capacity)
		return true;
	cursors = mmap(NULL, mapping_size(capacity), PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (cursors == MAP_FAILED)
		return false;
	heap = (uint32_t *)(void *)(cursors + capacity);
	if (merge->cursors != NULL) {
		memcpy(cursors, merge->cursors, merge->capacity * sizeof *cursors);
		memcpy(heap, merge->heap, merge->heap_count * sizeof *heap);
		munmap(merge->cursors, mapping_size(merge->capacity));
	}
	merge->cursors = cursors;
	merge->heap = heap;
	merge->capacity = capacity;
	return true;
}

void ring_merge_free(struct ring_merge *merge)
{
	if (merge->cursors != NULL)
		munmap(merge->cursors, mapping_size(merge->capacity));
	*merge = (struct ring_merge){ .capacity = 0 };
}

/* ---- one ring ---- */

/* Returns the ring of the stream that was chosen, or NULL if it is gone. */
static struct ring *ring_of(struct logger *lg, const struct ring_cursor *c, uint32_t id)
{
	struct stream *s = id < lg->stream_capacity ? lg->streams[id] : NULL;

	if (s == NULL || s->settings.slot_generation != c->generation)
		return NULL;
	return stream_borrow_ring(lg, s);
}

/* If the entry was overwritten, goes to the oldest one, and counts what is lost. */
static void catch_up(struct ring_cursor *c, const struct ring *ring)
{
	c->lost += ring->omitted - c->omitted;
	c->omitted = ring->omitted;
	if (c->entry >= ring->tail)
		return;
	c->lost += ring->tail - c->entry - c->offset;
	c->entry = ring->tail;
	c->offset = 0;
}

/* Reads the entry at the cursor, or the next one if its text was taken. Returns false if
 * there is none. */
static bool read_entry(struct logger *lg, struct ring_cursor *c, uint32_t id,
		       struct ring_piece *ret)
{
	const struct ring *ring = ring_of(lg, c, id);
	uint64_t next;

	if (ring == NULL)
		return false;
	catch_up(c, ring);
	for (;;) {
		next = c->entry;
		if (!ring_next(ring, lg->streams[id]->settings.ring_size, &next, ret))
			return false;
		if (c->offset < ret->record.len)
			return true;
		c->entry = next;
		c->offset = 0;
	}
}

static void go_to_start(struct ring_cursor *c, const struct ring *ring)
{
	c->entry = ring->tail;
	c->omitted = ring->omitted;
	c->offset = 0;
	c->begun = true;
}

static void skip_entry(struct ring_cursor *c, const struct ring_piece *piece)
{
	c->offset = piece->record.len;
}

/* Copies up to `size` bytes of the entry's text from `offset` on. */
static size_t copy_text(const struct ring_piece *piece, size_t offset, char *to,
			size_t size)
{
	size_t copied = 0;

	for (int i = 0; i < 2; i++) {
		size_t from = offset < piece->len[i] ? offset : piece->len[i];
		size_t n = piece->len[i] - from;

		n = n < size - copied ? n : size - copied;
		memcpy(to + copied, piece->part[i] + from, n);
		copied += n;
		offset -= from;
	}
	return copied;
}

static size_t count_newlines(const char *text, size_t len)
{
	size_t count = 0;

	for (const char *end = text + len;
	     (text = memchr(text, '\n', (size_t)(end - text))); text++)
		count++;
	return count;
}

static size_t lines_of(const struct ring_piece *piece)
{
	return count_newlines(piece->part[0], piece->len[0]) +
	       count_newlines(piece->part[1], piece->len[1]);
}

/* Returns the offset behind the first `lines` newlines of the entry. */
static uint32_t skip_lines(const struct ring_piece *piece, size_t lines)
{
	uint32_t offset = 0;

	for (int i = 0; i < 2; i++) {
		const char *text = piece->part[i], *end = text + piece->len[i], *nl;

		while (lines > 0 && (nl = memchr(text, '\n', (size_t)(end - text)))) {
			text = nl + 1;
			lines--;
		}
		if (lines == 0)
			return offset + (uint32_t)(text - piece->part[i]);
		offset += (uint32_t)piece->len[i];
	}
	return offset;
}

/* ---- heap ---- */

static bool is_older(const struct ring_merge *merge, uint32_t a, uint32_t b)
{
	const struct ring_cursor *x = &merge->cursors[a], *y = &merge->cursors[b];

	return x->next_usec < y->next_usec || (x->next_usec == y->next_usec && a < b);
}

static void swap(uint32_t *a, uint32_t *b)
{
	uint32_t old = *a;

	*a = *b;
	*b = old;
}

static void sift_up(struct ring_merge *merge, uint32_t i)
{
	for (; i > 0 && is_older(merge, merge->heap[i], merge->heap[(i - 1) / 2]);
	     i = (i - 1) / 2)
		swap(&merge->heap[i], &merge->heap[(i - 1) / 2]);
}

static void sift_first_down(struct ring_merge *merge)
{
	for (uint32_t i = 0, child; (child = 2 * i + 1) < merge->heap_count; i = child) {
		if (child + 1 < merge->heap_count &&
		    is_older(merge, merge->heap[child + 1], merge->heap[child]))
			child++;
		if (!is_older(merge, merge->heap[child], merge->heap[i]))
			return;
		swap(&merge->heap[i], &merge->heap[child]);
	}
}

static void drop_first(struct ring_merge *merge)
{
	merge->cursors[merge->heap[0]].queued = false;
	merge->heap[0] = merge->heap[--merge->heap_count];
	sift_first_down(merge);
}

/* ---- public ---- */

void ring_merge_wake(struct logger *lg, struct ring_merge *merge, uint32_t id)
{
	struct ring_cursor *c = &merge->cursors[id];
	const struct ring *ring = ring_of(lg, c, id);
	struct ring_piece piece;

	if (ring != NULL && !c->begun)
		go_to_start(c, ring);
	if (c->queued || !read_entry(lg, c, id, &piece))
		return;
	c->next_usec = piece.record.timestamp_usec;
	c->queued = true;
	merge->heap[merge->heap_count] = id;
	sift_up(merge, merge->heap_count++);
}

size_t ring_merge_begin(struct logger *lg, struct ring_merge *merge, uint32_t id,
			uint32_t lines, uint64_t since_usec)
{
	struct ring_cursor *c = &merge->cursors[id];
	const struct ring *ring = ring_of(lg, c, id);
	struct ring_piece piece;
	struct ring_cursor look;
	size_t total = 0, bytes = 0;

	if (ring == NULL)
		return 0;
	go_to_start(c, ring);
	while (read_entry(lg, c, id, &piece) && piece.record.timestamp_usec < since_usec)
		skip_entry(c, &piece);
	look = *c;
	while (lines != LOG_LINES_ALL && read_entry(lg, &look, id, &piece)) {
		total += lines_of(&piece);
		bytes += piece.record.len;
		skip_entry(&look, &piece);
	}
	while (total > lines && read_entry(lg, c, id, &piece)) {
		size_t count = lines_of(&piece);

		c->offset = skip_lines(&piece, total - lines);
		total -= count < total - lines ? count : total - lines;
	}
	c->lost = 0;
	ring_merge_wake(lg, merge, id);
	return bytes;
}

bool ring_merge_next(struct logger *lg, struct ring_merge *merge, struct merged_text *ret)
{
	static const char *const streams[] = { "stdout", "stderr", "file", "file" };
	struct ring_piece piece;
	const char *newline;

	while (merge->heap_count > 0 &&
	       !read_entry(lg, &merge->cursors[merge->heap[0]], merge->heap[0], &piece))
		drop_first(merge);
	if (merge->heap_count == 0)
		return false;
	ret->id = merge->heap[0];
	ret->line = (struct reply_line){ .at_usec = piece.record.timestamp_usec,
					 .stream = streams[piece.record.stream],
					 .pid = piece.record.pid,
					 .text = ret->text };
	ret->line.len = copy_text(&piece, merge->cursors[ret->id].offset, ret->text,
				  sizeof ret->text);
	newline = memchr(ret->text, '\n', ret->line.len);
	if (newline != NULL)
		ret->line.len = (size_t)(newline - ret->text);
	ret->newline = newline != NULL;
	ret->line.part = newline == NULL;
	return true;
}

void ring_merge_take(struct logger *lg, struct ring_merge *merge, uint32_t id, size_t taken)
{
	struct ring_cursor *c = &merge->cursors[id];
	uint64_t entry = c->entry;
	struct ring_piece piece;

	c->offset += (uint32_t)taken;
	if (read_entry(lg, c, id, &piece) && c->entry == entry)
		return;
	/* The next entry may be newer than those of other streams. */
	drop_first(merge);
	ring_merge_wake(lg, merge, id);
}
