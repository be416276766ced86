/* supervisor/logger/sink/ring.h - keeps the last output of a service in a ring. Pure.
 *
 * Layer:   supervisor/logger/sink.
 * Promise: a writer that is killed at any instruction leaves a readable ring.
 * Memory:  the caller's, zeroed at first, at least RING_SIZE_MIN bytes. */
#ifndef SUPERVISOR_LOGGER_SINK_RING_H
#define SUPERVISOR_LOGGER_SINK_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RING_SIZE_MIN 4096u

struct ring {
	uint64_t head, tail; /* total numbers of bytes written and overwritten */
	/* The size of the last ring_put(). A reload may change it; the ring is then empty. */
	uint64_t size;
	/* Total number of bytes that were never in the ring, because an entry was too
	 * large. */
	uint64_t omitted;
	char data[];
};

enum ring_stream { RING_STDOUT, RING_STDERR, RING_FILE };

struct ring_record { /* the header of an entry; it may wrap around in `data` */
	uint32_t len;
	uint32_t stream : 2; /* enum ring_stream */
	uint32_t pid : 30;   /* 0: unknown; a pid has at most 22 bits (proc(5), pid_max) */
	uint64_t timestamp_usec;
};

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
