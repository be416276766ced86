/* supervisor/logger/reader/ring_merge.h - reads the rings of several streams in the order of
 * time.
 *
 * Private to the room.
 * Memory:  one mapping, which grows with the number of streams. */
#ifndef SUPERVISOR_LOGGER_READER_RING_MERGE_H
#define SUPERVISOR_LOGGER_READER_RING_MERGE_H

#include "supervisor/logger/base/logger.h"
#include "supervisor/logger/format/reply_line.h"

enum ring_choice { RING_UNKNOWN, RING_IGNORED, RING_CHOSEN };

/* Where we are in the ring of one stream. */
struct ring_cursor {
	uint64_t entry;      /* where the entry begins that is read next */
	uint64_t next_usec;  /* its time */
	uint64_t omitted;    /* ring->omitted when it was looked at last */
	uint64_t lost;       /* bytes that were overwritten and are not reported yet */
	uint32_t offset;     /* offset in its text */
	uint32_t generation; /* slot generation of the stream that was chosen */
	uint8_t choice;      /* enum ring_choice */
	bool begun;          /* the other members are set */
	bool queued;         /* it is in the heap */
};

struct ring_merge {
	struct ring_cursor *cursors; /* by stream id */
	uint32_t *heap;              /* ids of streams with entries; the oldest is first */
	uint32_t capacity, heap_count;
};

/* Makes room for all stream ids of the logger. Returns false if there is no memory. */
bool ring_merge_reserve(struct ring_merge *merge, uint32_t capacity);
void ring_merge_free(struct ring_merge *merge);

/* Goes to the last `lines` lines of the stream's ring, or to the first one, and not before
 * `since_usec`. Returns the number of bytes that were looked at. */
size_t ring_merge_begin(struct logger *lg, struct ring_merge *merge, uint32_t id,
			uint32_t lines, uint64_t since_usec);
/* Call it when the ring of a chosen stream may have a new entry. Begins with the first line
 * of a stream that has not begun. */
void ring_merge_wake(struct logger *lg, struct ring_merge *merge, uint32_t id);

struct merged_text {
	uint32_t id; /* of the stream */
	struct reply_line line;
	bool newline; /* it follows in the ring, but is not in the text */
	char text[REPLY_LINE_MAX];
};

/* Copies the next bytes of the oldest entry, up to the end of a line, and sets all of *ret but
 * the name. Returns false if no stream has an entry. */
bool ring_merge_next(struct logger *lg, struct ring_merge *merge, struct merged_text *ret);
/* Goes on behind `taken` bytes of that text, which include the newline. */
void ring_merge_take(struct logger *lg, struct ring_merge *merge, uint32_t id,
		     size_t taken);

#endif
