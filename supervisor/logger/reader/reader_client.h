/* supervisor/logger/reader/reader_client.h - declares a client that reads the logs.
 *
 * Private to the room. */
#ifndef SUPERVISOR_LOGGER_READER_READER_CLIENT_H
#define SUPERVISOR_LOGGER_READER_READER_CLIENT_H

#include "supervisor/logger/reader/ring_merge.h"

#define READER_OUT_BYTES (32u << 10)

/* SETTLING: what the services wrote before the request may be in pipes; the loop reads it.
 * BEGINNING: goes to the first line of each ring. READING: sends lines. ENDING: sends the
 * rest of its buffer. */
enum reader_phase { READER_SETTLING, READER_BEGINNING, READER_READING, READER_ENDING };

struct log_reader {
	int fd;
	uint8_t phase; /* enum reader_phase */
	bool blocked;  /* the socket is full; epoll reports when it takes more */
	bool dead;     /* the client has gone */
	uint32_t rounds;
	uint32_t next_id; /* the streams below it have begun */
	uint64_t progress_msec, loss_msec;
	struct ring_merge merge;
	uint32_t out_begin, out_end;
	char out[READER_OUT_BYTES];
	size_t packet_len;
	union packet packet; /* the request; only its pages in use need memory */
};

/* Sends a part of what is due to the client. */
void reader_client_step(struct logger *lg, struct log_reader *reader, uint32_t id);
/* Sends what is in its buffer. Sets `blocked` or `dead`. */
void reader_client_send(struct logger *lg, struct log_reader *reader, uint32_t id);
/* Returns true if the connection must be closed. */
static inline bool reader_client_is_over(const struct log_reader *reader)
{
	return reader->dead ||
	       (reader->phase == READER_ENDING && reader->out_begin == reader->out_end);
}

#endif
