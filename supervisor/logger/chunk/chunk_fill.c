/* supervisor/logger/chunk/chunk_fill.c - fills the chunk with a carry and new bytes.
 *
 * The log memory records the phase before and after each read, so that the next logger
 * knows what a killed logger has read (shared/log_memory.h). */
#include "supervisor/logger/chunk/chunk.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

void chunk_set_phase(struct logger *lg, enum chunk_phase phase, uint32_t end,
		     uint32_t added)
{
	struct log_memory_version *next = log_memory_begin(lg->memory);

	next->phase = phase;
	next->end = end;
	next->bytes_read += added;
	next->lines_end = 0;
	next->allowed_end = 0;
	log_memory_commit(lg->memory);
}

/* Copies the carry in front of the new bytes. Returns its offset. */
static uint32_t load_carry(struct logger *lg, const struct source *src)
{
	uint32_t len = lg->memory->source[src->id].carry_len;

	if (len > CARRY_SIZE) /* an invalid length: the logger did not write it */
		len = lg->memory->source[src->id].carry_len = 0;
	if (len > 0)
		memcpy(lg->memory->chunk + CHUNK_HEADROOM - len,
		       log_memory_carry(lg->memory, src->id), len);
	return CHUNK_HEADROOM - len;
}

void chunk_fill_from_carry(struct logger *lg, const struct source *src)
{
	log_memory_begin_read(lg->memory, src->id, load_carry(lg, src), CHUNK_HEADROOM, 0);
	struct log_memory_version *next = log_memory_begin(lg->memory);
	next->tail_offset = lg->memory->source[src->id].tail_offset;
	log_memory_commit(lg->memory);
	chunk_set_phase(lg, CHUNK_FULL, CHUNK_HEADROOM, 0);
}

bool chunk_fill_with_text(struct logger *lg, const struct source *src, const char *text,
			  size_t len)
{
	uint32_t begin = load_carry(lg, src);

	if (len > CHUNK_SIZE || CHUNK_HEADROOM - begin + len > CARRY_SIZE)
		return false;
	log_memory_begin_read(lg->memory, src->id, begin, CHUNK_HEADROOM, 0);
	memcpy(lg->memory->chunk + CHUNK_HEADROOM, text, len);
	chunk_set_phase(lg, CHUNK_FULL, CHUNK_HEADROOM + (uint32_t)len, 0);
	lg->bytes_moved += len;
	return true;
}

static ssize_t read_some(struct logger *lg, const struct source *src, uint32_t want)
{
	ssize_t n;

	if (src->kind == SOURCE_PIPE)
		activity_set(lg, ACTIVITY_PIPE, src->id);
	do
		n = src->kind == SOURCE_TAIL
			    ? pread(src->fd, lg->memory->chunk + CHUNK_HEADROOM, want,
				    (off_t)lg->memory->source[src->id].tail_offset)
			    : read(src->fd, lg->memory->chunk + CHUNK_HEADROOM, want);
	while (n < 0 && errno == EINTR);
	activity_set(lg, ACTIVITY_WORKING, 0);
	return n;
}

static uint32_t subtract(uint32_t from, uint32_t n)
{
	return from - (from < n ? from : n);
}

bool chunk_fill_by_read(struct logger *lg, struct source *src, uint32_t want)
{
	ssize_t n;

	log_memory_begin_read(lg->memory, src->id, load_carry(lg, src), CHUNK_HEADROOM,
			      want);
	n = read_some(lg, src, want);
	if (n <= 0) {
		chunk_set_phase(lg, CHUNK_EMPTY, CHUNK_HEADROOM, 0);
		return false;
	}
	if (src->kind == SOURCE_TAIL) {
		struct log_memory_version *next = log_memory_begin(lg->memory);

		next->tail_offset = lg->memory->source[src->id].tail_offset + (uint64_t)n;
		log_memory_commit(lg->memory);
	}
	chunk_set_phase(lg, CHUNK_FULL, CHUNK_HEADROOM + (uint32_t)n, (uint32_t)n);
	lg->bytes_moved += (uint64_t)n;
	src->eof_bytes = subtract(src->eof_bytes, (uint32_t)n);
	src->drain_budget = subtract(src->drain_budget, (uint32_t)n);
	return true;
}
