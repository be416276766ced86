/* supervisor/logger/shared/ring_tail.c - reads the last lines from a ring. */
#include "supervisor/logger/shared/ring_tail.h"

#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#define RECORDS_MAX 8192

struct ring_reader {
	int fd;
	uint64_t data; /* offset of the ring's data in the descriptor */
	size_t capacity;
	uint64_t head, tail;
};

static bool read_at(const struct ring_reader *ring, void *to, size_t size, uint64_t offset)
{
	return pread(ring->fd, to, size, (off_t)(ring->data + offset)) == (ssize_t)size;
}

/* Reads bytes of the ring, which may wrap around; size must be at most the capacity. */
static bool read_ring(const struct ring_reader *ring, uint64_t position, void *to,
		      size_t size)
{
	size_t offset = (size_t)(position % ring->capacity);
	size_t first = size < ring->capacity - offset ? size : ring->capacity - offset;

	return read_at(ring, to, first, offset) &&
	       (first == size || read_at(ring, (char *)to + first, size - first, 0));
}

static bool open_ring(struct ring_reader *ring, int fd, uint64_t offset, size_t size)
{
	struct ring head;

	if (size <= sizeof head ||
	    pread(fd, &head, sizeof head, (off_t)offset) != (ssize_t)sizeof head ||
	    head.size <= sizeof head || head.size > size)
		return false;
	*ring = (struct ring_reader){ .fd = fd,
				      .data = offset + sizeof head,
				      .capacity = head.size - sizeof head,
				      .head = head.head,
				      .tail = head.tail };
	return head.tail <= head.head && head.head - head.tail <= ring->capacity;
}

/* Reads the header at *position and moves to its text. Returns false at the end, or if the
 * rest is invalid. */
static bool next_record(const struct ring_reader *ring, uint64_t *position,
			struct ring_record *ret)
{
	if (ring->head - *position < sizeof *ret ||
	    !read_ring(ring, *position, ret, sizeof *ret) ||
	    ret->len > ring->head - *position - sizeof *ret)
		return false;
	*position += sizeof *ret;
	return true;
}

/* Returns the length of all texts; 0 if there are too many entries. */
static uint64_t text_length(const struct ring_reader *ring)
{
	uint64_t position = ring->tail, total = 0;
	struct ring_record record;

	for (unsigned n = 0; n < RECORDS_MAX; n++) {
		if (!next_record(ring, &position, &record))
			return total;
		position += record.len;
		total += record.len;
	}
	return 0;
}

/* Reads all texts except the first `skip` bytes of them. */
static size_t read_texts(const struct ring_reader *ring, uint64_t skip, char *out,
			 size_t max)
{
	uint64_t position = ring->tail;
	struct ring_record record;
	size_t used = 0;

	for (unsigned n = 0; n < RECORDS_MAX; n++) {
		if (!next_record(ring, &position, &record))
			break;
		size_t cut = skip < record.len ? (size_t)skip : record.len;
		size_t len = record.len - cut;

		skip -= cut;
		if (len > max - used || !read_ring(ring, position + cut, out + used, len))
			break;
		used += len;
		position += record.len;
	}
	return used;
}

size_t ring_read_tail(int fd, uint64_t offset, size_t size, char *out, size_t max)
{
	struct ring_reader ring;
	uint64_t total;
	const char *end;
	size_t len;

	if (!open_ring(&ring, fd, offset, size))
		return 0;
	total = text_length(&ring);
	len = read_texts(&ring, total > max ? total - max : 0, out, max);
	end = total > max && len > 0 ? memchr(out, '\n', len - 1) : NULL;
	if (end == NULL)
		return len;
	len -= (size_t)(end + 1 - out);
	memmove(out, end + 1, len);
	return len;
}

uint32_t ring_read_size(int fd, uint64_t offset, uint32_t max)
{
	struct ring_reader ring;

	return open_ring(&ring, fd, offset, max)
		       ? (uint32_t)(ring.capacity + sizeof(struct ring))
		       : max;
}
