/* supervisor/logger/shared/ring_tail.h - declares the layout of a ring, and reads the last
 * lines from it.
 *
 * A ring has the latest output of a service. The logger maps and writes it
 * (logger/sink/ring.h). PID 1 and its children read it from the log memory with pread(2),
 * and trust nothing in it.
 *
 * Layer:   supervisor/logger/shared.
 * Memory:  the caller's. */
#ifndef SUPERVISOR_LOGGER_SHARED_RING_TAIL_H
#define SUPERVISOR_LOGGER_SHARED_RING_TAIL_H

#include <stddef.h>
#include <stdint.h>

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

/* Reads the last lines of the ring of `size` bytes at `offset` of the descriptor into
 * out[max]: whole lines, perhaps one less than would fit, or the end of the last one if it
 * is longer than `max`. Returns their length; 0 if the ring is empty, invalid, or has more
 * than 8192 entries, because this function visits each of them. Does not add a NUL. */
size_t ring_read_tail(int fd, uint64_t offset, size_t size, char *out, size_t max);

/* Returns the size that the ring at `offset` was written with; `max`, the size of its memory,
 * if the ring is empty or invalid. */
uint32_t ring_read_size(int fd, uint64_t offset, uint32_t max);

#endif
