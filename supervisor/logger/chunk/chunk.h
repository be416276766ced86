/* supervisor/logger/chunk/chunk.h - writes a chunk to ring, log file and console.
 *
 * Layer:   supervisor/logger/chunk, between the sources and the sinks.
 * Promise: each step commits its progress (shared/log_memory.h), and the next logger
 *          continues there. */
#ifndef SUPERVISOR_LOGGER_CHUNK_CHUNK_H
#define SUPERVISOR_LOGGER_CHUNK_CHUNK_H

#include "supervisor/logger/base/logger.h"

struct line_style;

/* ---- chunk_fill.c ---- */

/* Reads once, at most `want` bytes, behind the source's carry. Returns true if the chunk is
 * FULL, false if there was nothing to read. */
bool chunk_fill_by_read(struct logger *lg, struct source *src, uint32_t want);
/* Makes a FULL chunk that has only the carry. */
void chunk_fill_from_carry(struct logger *lg, const struct source *src);
/* Makes a FULL chunk of the carry and text that was read elsewhere. Returns false if the
 * text is longer than CHUNK_SIZE, or if there is no space beside the carry. */
bool chunk_fill_with_text(struct logger *lg, const struct source *src, const char *text,
			  size_t len);
/* Commits a new phase of the chunk. The chunk ends at offset `end`; its last `added` bytes
 * are new. */
void chunk_set_phase(struct logger *lg, enum chunk_phase phase, uint32_t end,
		     uint32_t added);

/* ---- chunk.c, and the files of its steps ---- */

/* Writes a FULL chunk to all destinations, and keeps the rest in the carry. The chunk is
 * then EMPTY. */
void chunk_process(struct logger *lg, struct source *src);

/* The steps of chunk_process(). */
void chunk_to_file(struct logger *lg, struct source *src);
void chunk_to_console(struct logger *lg, struct source *src);
/* Completes the write to a log file that a killed logger began. Call it before
 * chunk_process(). */
void chunk_recover_file(struct logger *lg, struct source *src);

/* line_style.c */
/* Fills in the format and the head of a source's lines for a destination. */
void line_style_of(struct logger *lg, struct source *src, enum chunk_dest dest,
		   struct line_style *ret);

/* drops.c */
/* Report the number of dropped lines of a stream, or of all streams, if a report is due. */
void drops_report(struct logger *lg, struct stream *stream);
void drops_report_all(struct logger *lg);

#endif
