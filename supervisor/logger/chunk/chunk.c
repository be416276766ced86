/* supervisor/logger/chunk/chunk.c - writes a chunk to ring, log file and console.
 *
 * If a logger is killed at any instruction, the next one calls chunk_process() again for
 * the same chunk (shared/log_memory.h). Each step continues from its own offset and commits
 * the new one. Only the first logger decides the time, the whole lines and `log-rate`. */
#include "supervisor/logger/chunk/chunk.h"

#include "conf/base/timestamp.h"
#include "supervisor/logger/format/log_lines.h"
#include "supervisor/logger/sink/ring.h"

#include <string.h>

/* ---- limits of a chunk ---- */

/* Applies `log-rate`: returns the end of the lines in from..lines_end that are allowed in
 * this second. Counts the others as dropped. */
static uint32_t apply_rate(struct logger *lg, struct stream *s,
			   struct log_memory_version *next, uint32_t from,
			   uint32_t lines_end)
{
	const char *text = lg->memory->chunk + from;
	size_t len = lines_end - from, allowed;

	if (s->settings.rate == 0 || len == 0)
		return lines_end;
	uint64_t second = timestamp_now() / 1000000;
	if (second != s->rate_second) {
		s->rate_second_over = s->drops_unreported;
		s->rate_second = second;
		s->rate_lines = 0;
	}
	/* A reload may have lowered the rate below the lines of this second. */
	if (s->rate_lines > s->settings.rate)
		s->rate_lines = s->settings.rate;
	allowed = lines_prefix_length(text, len, s->settings.rate - s->rate_lines);
	s->rate_lines += (uint32_t)lines_count(text, allowed);
	if (allowed < len) {
		next->over_rate += lines_count(text + allowed, len - allowed);
		s->drops_unreported = true;
	}
	return from + (uint32_t)allowed;
}

/* Returns true if the chunk ends the output of one process, and the next byte in the pipe
 * is from another one. */
static bool ends_at_boundary(struct logger *lg, const struct source *src,
			     const struct log_memory_version *now)
{
	return src->kind == SOURCE_PIPE && now->bytes_read > 0 &&
	       now->bytes_read == log_memory_process_boundary(lg->memory, src->id);
}

/* Decides which bytes go where. If only the console had no space, ring and file already
 * have the first carry_written bytes of the chunk. They begin after these bytes, and the
 * console begins with them. */
static void decide_limits(struct logger *lg, struct source *src)
{
	struct log_memory_version *next = log_memory_begin(lg->memory);
	const struct source_record *record = &lg->memory->source[src->id];
	uint32_t len = next->end - next->begin;
	uint32_t written =
		next->begin + (record->carry_written < len ? record->carry_written : len);

	if (((src->draining_eof && src->pipe_empty) || ends_at_boundary(lg, src, next)) &&
	    next->end > next->begin && lg->memory->chunk[next->end - 1] != '\n')
		lg->memory->chunk[next->end++] = '\n';
	next->lines_end =
		next->begin + (uint32_t)lines_complete(lg->memory->chunk + next->begin,
						       next->end - next->begin);
	next->timestamp_usec = timestamp_now();
	next->recorded_end = next->dest_end[DEST_FILE] =
		written < next->lines_end ? written : next->lines_end;
	next->dest_end[DEST_CONSOLE] = next->begin;
	next->dropped = record->dropped;
	next->over_rate = record->over_rate;
	next->allowed_end =
		apply_rate(lg, src->stream, next, next->recorded_end, next->lines_end);
	log_memory_commit(lg->memory);
}

/* ---- ring and ready pattern ---- */

/* Searches each line for the pattern of `ready = log:`. A NUL byte in the line becomes a
 * blank, because regexec(3) needs a string. */
static void search_match(struct logger *lg, struct stream *s, const char *text, size_t len)
{
	static char line[LINE_BYTES_MAX + 1];

	for (const char *end = text + len, *nl; text < end && s->matching; text = nl + 1) {
		nl = memchr(text, '\n', (size_t)(end - text));
		if (nl == NULL)
			nl = end - 1;
		size_t n = (size_t)(nl - text) < LINE_BYTES_MAX ? (size_t)(nl - text)
								: LINE_BYTES_MAX;
		memcpy(line, text, n);
		line[n] = '\0';
		for (char *zero = line;
		     (zero = memchr(zero, '\0', n - (size_t)(zero - line)));)
			*zero = ' ';
		activity_set(lg, ACTIVITY_REGEX, s->settings.slot);
		bool found = regexec(&s->regex, line, 0, NULL, 0) == 0;
		activity_set(lg, ACTIVITY_WORKING, 0);
		if (found)
			reply_matched(lg, s);
	}
}

/* If the logger is killed between ring_put() and the commit, the entry is in the ring
 * twice. */
static void chunk_to_ring(struct logger *lg, struct source *src)
{
	const struct log_memory_version *now = log_memory_current(lg->memory);
	struct stream *s = src->stream;
	const char *text = lg->memory->chunk + now->recorded_end;
	struct ring *ring;

	if (now->recorded_end >= now->lines_end)
		return;
	if (s->matching && (src->kind != SOURCE_PIPE || src->run_id == s->run_id))
		search_match(lg, s, text, now->lines_end - now->recorded_end);
	ring = now->recorded_end < now->allowed_end ? stream_ring(lg, s) : NULL;
	if (ring != NULL) {
		const struct ring_record record = {
			.len = now->allowed_end - now->recorded_end,
			.stream = src->kind == SOURCE_TAIL ? RING_FILE : src->console,
			.pid = src->kind == SOURCE_PIPE ? (uint32_t)src->pid : 0,
			.timestamp_usec = now->timestamp_usec,
		};

		ring_put(ring, s->settings.ring_size, &record, text);
		logger_note_written(lg, s);
	}
	struct log_memory_version *next = log_memory_begin(lg->memory);
	next->recorded_end = next->lines_end;
	log_memory_commit(lg->memory);
}

/* ---- carry ---- */

/* Lines that the console had no space for, and an unfinished line, become the carry. The
 * chunk stays valid until the commit, so the next logger repeats a half-written carry. */
static void save_carry(struct logger *lg, struct source *src)
{
	const struct log_memory_version *now = log_memory_current(lg->memory);
	struct source_record *record = &lg->memory->source[src->id];
	char *carry = log_memory_carry(lg->memory, src->id);
	uint32_t unwritten = now->allowed_end - now->dest_end[DEST_CONSOLE];
	uint32_t unfinished = now->end - now->lines_end;

	if (unwritten > 0)
		memcpy(carry, lg->memory->chunk + now->dest_end[DEST_CONSOLE], unwritten);
	if (unfinished > 0)
		memcpy(carry + unwritten, lg->memory->chunk + now->lines_end, unfinished);
	if (record->carry_len != unwritten + unfinished ||
	    record->carry_written != unwritten) {
		record->carry_len = unwritten + unfinished;
		record->carry_written = unwritten;
	}
	if (src->kind == SOURCE_TAIL)
		record->tail_offset = now->tail_offset;
	if (record->bytes_read != now->bytes_read)
		record->bytes_read = now->bytes_read;
	if (record->dropped != now->dropped)
		record->dropped = now->dropped;
	if (record->over_rate != now->over_rate)
		record->over_rate = now->over_rate;
	struct log_memory_version *next = log_memory_begin(lg->memory);
	next->phase = CHUNK_EMPTY;
	log_memory_commit(lg->memory);
}

void chunk_process(struct logger *lg, struct source *src)
{
	if (log_memory_current(lg->memory)->lines_end == 0)
		decide_limits(lg, src);
	chunk_to_ring(lg, src);
	chunk_to_file(lg, src);
	chunk_to_console(lg, src);
	save_carry(lg, src);
	if (src->pipe_empty)
		src->draining_eof = false;
	if (src->stream->drops_unreported)
		drops_report(lg, src->stream);
}
