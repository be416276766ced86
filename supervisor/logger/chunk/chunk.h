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
 * FULL. Returns false, and leaves the chunk EMPTY, at the end of the file, if the pipe is
 * empty, or if the read fails. `want` is at most CHUNK_SIZE. */
bool chunk_fill_by_read(struct logger *lg, struct source *src, uint32_t want);
/* Makes a FULL chunk that has only the carry. */
void chunk_fill_from_carry(struct logger *lg, const struct source *src);
/* Makes a FULL chunk of the carry and a text that was read elsewhere. Returns false, and
 * leaves the chunk EMPTY, if the text is longer than CHUNK_SIZE, or if both together are
 * longer than CARRY_SIZE. */
bool chunk_fill_with_text(struct logger *lg, const struct source *src, const char *text,
			  size_t len);
/* Commits a new phase of the chunk, which ends at offset `end`. Adds `added` to the number
 * of bytes that were read from the source. Nothing is decided about the bytes yet
 * (lines_end is 0). */
void chunk_set_phase(struct logger *lg, enum chunk_phase phase, uint32_t end,
		     uint32_t added);

/* ---- chunk.c, and the files of its steps ---- */

/* Writes a FULL chunk to ring, log file and console. An unfinished line, and lines that the
 * console had no space for, become the source's carry. The chunk is then EMPTY. */
void chunk_process(struct logger *lg, struct source *src);

/* The steps of chunk_process(). What cannot be written to the log file is lost and
 * reported; what the console has no space for stays, or is dropped with `log-full =
 * drop`. */
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
/* Report how many lines of a stream, or of all streams, were dropped. Lines above
 * `log-rate` are reported when their second is over, others when the console is empty
 * again, and all when the service is removed. */
void drops_report(struct logger *lg, struct stream *stream);
void drops_report_all(struct logger *lg);

#endif
