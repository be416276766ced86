/* supervisor/logger/recover.c - continues where a killed logger stopped. */
#include "supervisor/logger/loop.h"

/* A chunk is discarded if this many loggers died while they processed it: the one that read
 * it, and those that found it FULL. */
#define ATTEMPTS_MAX 4u

static struct source *chunk_source(struct logger *lg)
{
	uint32_t id = log_memory_current(lg->memory)->slot;

	return id < lg->memory->slot_count ? lg->sources[id] : NULL;
}

static bool is_crash_loop(struct logger *lg)
{
	bool loop = ++log_memory_begin(lg->memory)->attempts >= ATTEMPTS_MAX;

	log_memory_commit(lg->memory);
	return loop;
}

/* Ends the phase READING. The chunk becomes FULL if the killed logger's read from a pipe
 * was completed, otherwise EMPTY. A followed file is read again. */
static void complete_read(struct logger *lg, const struct source *src)
{
	const struct log_memory_version *now = log_memory_current(lg->memory);
	bool completed = src != NULL && src->kind == SOURCE_PIPE &&
			 now->end > now->lines_end && log_memory_read_completed(lg->memory);

	chunk_set_phase(lg, completed ? CHUNK_FULL : CHUNK_EMPTY, now->end,
			completed ? now->end - now->lines_end : 0);
}

static void process_again(struct logger *lg, struct source *src)
{
	if (log_memory_current(lg->memory)->bytes_read >
		    log_memory_process_boundary(lg->memory, src->id) &&
	    (src->kind != SOURCE_PIPE ||
	     log_memory_run_id(lg->memory, src->id) == src->stream->run_id))
		source_adopt_process(src);
	chunk_recover_file(lg, src);
	chunk_process(lg, src);
}

static void discard_chunk(struct logger *lg, struct source *src)
{
	if (src == NULL)
		logger_warn(lg, "output of a service that is gone was discarded");
	else
		logger_warn(lg, "%s: output was discarded, because %u loggers died of it",
			    src->stream->name, ATTEMPTS_MAX);
	if (src != NULL)
		lg->memory->source[src->id].carry_len = 0;
	chunk_set_phase(lg, CHUNK_EMPTY, CHUNK_HEADROOM, 0);
}

void recover_chunk(struct logger *lg)
{
	struct source *src = chunk_source(lg);

	for (int i = 0; i < 2; i++) {
		console_recover(&lg->console[i]);
		console_spill(&lg->console[i]);
	}
	if (log_memory_current(lg->memory)->phase == CHUNK_READING)
		complete_read(lg, src);
	if (log_memory_current(lg->memory)->phase == CHUNK_FULL) {
		if (src != NULL && !is_crash_loop(lg))
			process_again(lg, src);
		else
			discard_chunk(lg, src);
	}
	for (int i = 0; i < 2; i++)
		console_flush(&lg->console[i]);
}
