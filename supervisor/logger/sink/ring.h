/* supervisor/logger/sink/ring.h - the last output of a service, in memory that is given.
 * Pure.
 *
 * Layer:   supervisor/logger/sink. The memory is shared with whoever outlives the writer: a
 *          writer that is killed in the middle leaves a ring that can be read.
 * Memory:  the caller's, zeroed at first; RING_SIZE_MIN bytes at least. */
#ifndef SUPERVISOR_LOGGER_SINK_RING_H
#define SUPERVISOR_LOGGER_SINK_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RING_SIZE_MIN 4096u

struct ring {
	uint64_t head, tail; /* written, forgotten: bytes since the beginning */
	char data[];
};

struct ring_record { /* before each piece of output, in `data`, may wrap round */
	uint32_t len;
	uint32_t stream;
	uint64_t micros;
};

/* `text` is whole lines. What is too much for the ring leaves its beginning out. */
void ring_put(struct ring *ring, size_t size, unsigned stream, uint64_t micros,
	      const char *text, size_t len);

/* Walks from the oldest; begin with *at = 0. False: no more. The text may wrap round and
 * is given in two parts. A ring that makes no sense ends the walk. */
struct ring_piece {
	struct ring_record record;
	const char *part[2];
	size_t len[2];
};
bool ring_next(const struct ring *ring, size_t size, uint64_t *at, struct ring_piece *ret);

#endif
