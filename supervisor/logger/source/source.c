/* supervisor/logger/source/source.c - decides whether and how much of a source is read.
 *
 * It calls chunk_fill.c for the read and chunk.c for the processing. */
#include "supervisor/logger/source/source.h"

#include "supervisor/logger/chunk/chunk.h"

/* ---- blocked and held sources ---- */

bool source_is_blocked(struct logger *lg, const struct source *src)
{
	const struct console *console = &lg->console[src->console];

	return src->stream->settings.console && !src->stream->settings.drop &&
	       console->kind != CONSOLE_NONE && !console_is_empty(console);
}

static void wait_for_reader(struct logger *lg, struct source *src)
{
	lg->has_blocked[src->console] = true;
	wakeup_unsubscribe(lg, src, SOURCE_BLOCKED);
}

static bool is_at_boundary(struct logger *lg, const struct source *src)
{
	uint64_t bytes_read = lg->memory->source[src->id].bytes_read;

	return src->kind == SOURCE_PIPE && bytes_read > 0 &&
	       bytes_read == log_memory_process_boundary(lg->memory, src->id);
}

bool source_has_older_run(struct logger *lg, const struct source *src)
{
	const struct source_record *record = &lg->memory->source[src->id];

	return src->kind == SOURCE_PIPE &&
	       (record->bytes_read < log_memory_process_boundary(lg->memory, src->id) ||
		(record->carry_len > 0 && is_at_boundary(lg, src)));
}

/* Returns true if the pipe's next output is from a start that PID 1 has not announced yet,
 * so that it must wait. During a drain or a removal no output waits. */
static bool pipe_is_unannounced(const struct logger *lg, const struct source *src)
{
	uint64_t run_id = log_memory_run_id(lg->memory, src->id);

	return src->kind == SOURCE_PIPE && src->fd >= 0 && !(run_id & RUN_ID_HOOK) &&
	       run_id > src->stream->run_id && !src->stream->removing &&
	       !loop_is_draining(lg);
}

bool source_is_unannounced(const struct logger *lg, const struct source *src)
{
	const struct source *pipes = src->stream->sources;

	if (src->kind != SOURCE_TAIL)
		return pipe_is_unannounced(lg, src);
	return !src->tail.retiring &&
	       (pipe_is_unannounced(lg, &pipes[0]) || pipe_is_unannounced(lg, &pipes[1]));
}

void source_adopt_process(struct source *src)
{
	src->run_id = src->stream->run_id;
	src->pid = src->stream->pid;
}

/* Limits a read to one process, because the last line of a process ends at the boundary.
 * Returns 0 if nothing may be read now: that last line is still in the carry, or PID 1 has
 * not announced the next process. `want` was measured before the boundary is read, so the
 * boundary is not older than these bytes. */
static uint32_t limit_to_process(struct logger *lg, struct source *src, uint32_t want)
{
	uint64_t left = log_memory_process_boundary(lg->memory, src->id) -
			lg->memory->source[src->id].bytes_read;
	uint64_t run_id = log_memory_run_id(lg->memory, src->id);

	if (source_has_older_run(lg, src))
		return want < left ? want : (uint32_t)left;
	if (source_is_unannounced(lg, src)) {
		wakeup_unsubscribe(lg, src, SOURCE_HELD);
		return 0;
	}
	if (src->kind != SOURCE_PIPE || run_id == src->stream->run_id) {
		if (src->run_id != src->stream->run_id)
			source_adopt_process(src);
	} else if (run_id & RUN_ID_HOOK) {
		src->pid = 0;
	}
	return want;
}

/* ---- followed files ---- */

static bool open_tail(struct logger *lg, struct source *src)
{
	switch (tail_open(lg, src)) {
	case TAIL_NONE: return false;
	case TAIL_OPEN: break;
	case TAIL_TRUNCATED:
		source_flush_partial(lg, src);
		tail_rewind(lg, src);
		break;
	}
	return true;
}

/* Opens the new file after a rotation. Completes an unfinished line of the old file, which
 * does not continue in the new one. Returns true if there is a new file. */
static bool open_next_tail(struct logger *lg, struct source *src)
{
	if (!tail_was_replaced(lg, src))
		return false;
	source_flush_partial(lg, src);
	tail_close_file(lg, src);
	return open_tail(lg, src);
}

/* ---- steps ---- */

static bool may_read(struct logger *lg, struct source *src)
{
	if (source_is_blocked(lg, src)) {
		wait_for_reader(lg, src);
		return false;
	}
	if (src->kind != SOURCE_TAIL)
		return true;
	if (source_is_unannounced(lg, src)) {
		wakeup_unsubscribe(lg, src, SOURCE_HELD);
		return false;
	}
	return open_tail(lg, src);
}

/* While a source drains after the end of its process, limits `want` to the bytes of that
 * process. */
static uint32_t limit_to_eof(struct source *src, uint32_t want, uint32_t carry_len)
{
	if (src->draining_eof && src->eof_bytes == 0 && carry_len == 0)
		src->draining_eof = false;
	return src->draining_eof && want > src->eof_bytes ? src->eof_bytes : want;
}

bool source_step(struct logger *lg, struct source *src)
{
	const struct source_record *record = &lg->memory->source[src->id];
	uint32_t carry_len, want;
	bool carry_has_lines, ends_line;

	if (!may_read(lg, src))
		return false;
	carry_len = record->carry_len;
	carry_has_lines = record->carry_written > 0 || carry_len > LINE_BYTES_MAX;
	want = src->kind == SOURCE_TAIL ? CHUNK_SIZE : pipe_measure(lg, src);
	want = limit_to_eof(src, want, carry_len);
	src->pipe_empty = want <= CHUNK_SIZE && src->kind != SOURCE_TAIL;
	want = limit_to_process(lg, src, want < CHUNK_SIZE ? want : CHUNK_SIZE);
	ends_line = carry_len > 0 && is_at_boundary(lg, src);
	if (carry_has_lines) {
		src->pipe_empty = false;
		want = 0;
	}
	if (want == 0 && !carry_has_lines && !(src->draining_eof && carry_len > 0) &&
	    !ends_line) {
		src->draining_eof = false;
		return false;
	}
	if (want == 0)
		chunk_fill_from_carry(lg, src);
	else if (!chunk_fill_by_read(lg, src, want))
		return src->kind == SOURCE_TAIL && open_next_tail(lg, src);
	chunk_process(lg, src);
	/* No event reports lines in the carry, because the pipe may be empty. */
	if (record->carry_written > 0)
		wait_for_reader(lg, src);
	return true;
}

/* ---- other input ---- */

bool source_mark_eof(struct logger *lg, struct source *src)
{
	src->eof_bytes = pipe_unread_bytes(lg, src);
	return src->kind == SOURCE_PIPE;
}

void source_flush_partial(struct logger *lg, struct source *src)
{
	uint32_t carry_len = lg->memory->source[src->id].carry_len;

	if (carry_len == 0 || carry_len > LINE_BYTES_MAX)
		return;
	src->draining_eof = src->pipe_empty = true;
	chunk_fill_from_carry(lg, src);
	chunk_process(lg, src);
}

/* Drops text that does not fit: it was read already, so it cannot stay in the socket. */
void source_feed_line(struct logger *lg, struct source *src, const char *text, size_t len)
{
	if (chunk_fill_with_text(lg, src, text, len))
		chunk_process(lg, src);
}
