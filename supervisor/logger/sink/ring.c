/* supervisor/logger/sink/ring.c - keeps the last output of a service in a ring. */
#include "supervisor/logger/sink/ring.h"

#include <stdatomic.h>
#include <string.h>

static size_t capacity_of(size_t size)
{
	return size - sizeof(struct ring);
}

static void copy_in(struct ring *ring, size_t capacity, uint64_t position, const void *from,
		    size_t len)
{
	size_t offset = (size_t)(position % capacity);
	size_t first = len < capacity - offset ? len : capacity - offset;

	memcpy(ring->data + offset, from, first);
	memcpy(ring->data, (const char *)from + first, len - first);
}

static void copy_out(const struct ring *ring, size_t capacity, uint64_t position, void *to,
		     size_t len)
{
	size_t offset = (size_t)(position % capacity);
	size_t first = len < capacity - offset ? len : capacity - offset;

	memcpy(to, ring->data + offset, first);
	memcpy((char *)to + first, ring->data, len - first);
}

/* Returns false if head and tail are invalid, for example because another process wrote to
 * the memory, or if the entries are at the places of a ring of another size. */
static bool is_valid(const struct ring *ring, size_t size)
{
	return ring->size == size && ring->tail <= ring->head &&
	       ring->head - ring->tail <= capacity_of(size);
}

static void repair_ring(struct ring *ring, size_t size)
{
	if (is_valid(ring, size))
		return;
	ring->tail = ring->head;
	atomic_signal_fence(memory_order_seq_cst);
	ring->size = size;
}

/* Removes the oldest entries before they are overwritten: tail..head must always be whole
 * entries. */
static void free_space(struct ring *ring, size_t capacity, size_t need)
{
	while (ring->head + need - ring->tail > capacity && ring->tail < ring->head) {
		struct ring_record oldest;

		copy_out(ring, capacity, ring->tail, &oldest, sizeof oldest);
		if (oldest.len > ring->head - ring->tail - sizeof oldest)
			ring->tail = ring->head;
		else
			ring->tail += sizeof oldest + oldest.len;
	}
	atomic_signal_fence(memory_order_seq_cst);
}

void ring_put(struct ring *ring, size_t size, const struct ring_record *record,
	      const char *text)
{
	struct ring_record entry = *record;
	size_t capacity = capacity_of(size), max = capacity - sizeof entry;

	if (entry.len > max) {
		const char *end = text + entry.len, *from = end - max;
		const char *nl = memchr(from, '\n', (size_t)(end - from));

		text = nl != NULL && nl + 1 < end ? nl + 1 : from;
		ring->omitted += entry.len - (uint32_t)(end - text);
		entry.len = (uint32_t)(end - text);
	}
	repair_ring(ring, size);
	free_space(ring, capacity, sizeof entry + entry.len);
	copy_in(ring, capacity, ring->head, &entry, sizeof entry);
	copy_in(ring, capacity, ring->head + sizeof entry, text, entry.len);
	atomic_signal_fence(memory_order_seq_cst);
	ring->head += sizeof entry + entry.len;
}

bool ring_next(const struct ring *ring, size_t size, uint64_t *cursor,
	       struct ring_piece *ret)
{
	size_t capacity = capacity_of(size);
	uint64_t head = ring->head, tail = ring->tail;

	if (!is_valid(ring, size))
		return false;
	if (*cursor < tail)
		*cursor = tail;
	if (*cursor > head || head - *cursor < sizeof ret->record)
		return false;
	copy_out(ring, capacity, *cursor, &ret->record, sizeof ret->record);
	if (ret->record.len > head - *cursor - sizeof ret->record)
		return false;
	*cursor += sizeof ret->record;
	size_t offset = (size_t)(*cursor % capacity), len = ret->record.len;
	size_t first = len < capacity - offset ? len : capacity - offset;
	ret->part[0] = ring->data + offset;
	ret->len[0] = first;
	ret->part[1] = ring->data;
	ret->len[1] = len - first;
	*cursor += len;
	return true;
}
