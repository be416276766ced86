/* supervisor/logger/sink/ring.c - the last output of a service, in memory that is given. */
#include "supervisor/logger/sink/ring.h"

#include <stdatomic.h>
#include <string.h>

static size_t room_of(size_t size)
{
	return size - sizeof(struct ring);
}

static void copy_in(struct ring *ring, size_t room, uint64_t at, const void *from,
		    size_t len)
{
	size_t place = (size_t)(at % room);
	size_t first = len < room - place ? len : room - place;

	memcpy(ring->data + place, from, first);
	memcpy(ring->data, (const char *)from + first, len - first);
}

static void copy_out(const struct ring *ring, size_t room, uint64_t at, void *to,
		     size_t len)
{
	size_t place = (size_t)(at % room);
	size_t first = len < room - place ? len : room - place;

	memcpy(to, ring->data + place, first);
	memcpy((char *)to + first, ring->data, len - first);
}

/* Somebody who was killed, or who wrote over it: begin anew. */
static void mend(struct ring *ring, size_t room)
{
	if (ring->tail > ring->head || ring->head - ring->tail > room)
		ring->tail = ring->head;
}

/* The oldest go first, so that at each moment tail to head is whole. */
static void make_room(struct ring *ring, size_t room, size_t need)
{
	while (ring->head + need - ring->tail > room && ring->tail < ring->head) {
		struct ring_record r;

		copy_out(ring, room, ring->tail, &r, sizeof r);
		if (r.len > ring->head - ring->tail - sizeof r)
			ring->tail = ring->head;
		else
			ring->tail += sizeof r + r.len;
	}
	atomic_signal_fence(memory_order_seq_cst);
}

void ring_put(struct ring *ring, size_t size, unsigned stream, uint64_t micros,
	      const char *text, size_t len)
{
	size_t room = room_of(size);
	struct ring_record record = { .stream = stream, .micros = micros };

	if (len > room - sizeof record) {
		const char *from = text + len - (room - sizeof record);
		const char *nl = memchr(from, '\n', (size_t)(text + len - from));

		from = nl != NULL && nl + 1 < text + len ? nl + 1 : from;
		len = (size_t)(text + len - from);
		text = from;
	}
	mend(ring, room);
	record.len = (uint32_t)len;
	make_room(ring, room, sizeof record + len);
	copy_in(ring, room, ring->head, &record, sizeof record);
	copy_in(ring, room, ring->head + sizeof record, text, len);
	atomic_signal_fence(memory_order_seq_cst);
	ring->head += sizeof record + len;
}

bool ring_next(const struct ring *ring, size_t size, uint64_t *at, struct ring_piece *ret)
{
	size_t room = room_of(size);
	uint64_t head = ring->head, tail = ring->tail;

	if (tail > head || head - tail > room)
		return false;
	if (*at < tail)
		*at = tail;
	if (*at > head || head - *at < sizeof ret->record)
		return false;
	copy_out(ring, room, *at, &ret->record, sizeof ret->record);
	if (ret->record.len > head - *at - sizeof ret->record)
		return false;
	*at += sizeof ret->record;
	size_t place = (size_t)(*at % room), len = ret->record.len;
	size_t first = len < room - place ? len : room - place;
	ret->part[0] = ring->data + place;
	ret->len[0] = first;
	ret->part[1] = ring->data;
	ret->len[1] = len - first;
	*at += len;
	return true;
}
