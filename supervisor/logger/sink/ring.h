/* supervisor/logger/sink/ring.h - keeps the last output of a service in a ring. Pure.
 *
 * Layer:   supervisor/logger/sink.
 * Promise: a writer that is killed at any instruction leaves a readable ring.
 * Memory:  the caller's, zeroed at first, at least RING_SIZE_MIN bytes. */
#ifndef SUPERVISOR_LOGGER_SINK_RING_H
#define SUPERVISOR_LOGGER_SINK_RING_H

#include "supervisor/logger/shared/ring_tail.h"

#include <stdbool.h>

#define RING_SIZE_MIN 4096u

/* Appends an entry: record->len bytes of whole lines. Overwrites the oldest entries. If the
 * text is larger than the ring, drops its first lines. `size` is the size of the ring's
 * memory. */
void ring_put(struct ring *ring, size_t size, const struct ring_record *record,
	      const char *text);

/* An entry. Its text is in two parts, because it may wrap around. */
struct ring_piece {
	struct ring_record record;
	const char *part[2];
	size_t len[2];
};
/* Reads the next entry, from the oldest on. Start with *cursor = 0. The text stays in the
 * ring. Returns false at the end, or if the rest of the ring is invalid. */
bool ring_next(const struct ring *ring, size_t size, uint64_t *cursor,
	       struct ring_piece *ret);

#endif
