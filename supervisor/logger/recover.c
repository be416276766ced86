/* supervisor/logger/recover.c - continues where a killed logger stopped. */
#include "supervisor/logger/loop.h"

/* A chunk is discarded if this number of loggers died while they processed it. */
#define ATTEMPTS_MAX 4u

static struct source *chunk_source(struct logger *lg)
{
	uint32_t id = state_current(lg->state)->source;

	return id < lg->state->sources ? lg->sources[id] : NULL;
}

static bool is_crash_loop(struct logger *lg)
{
	bool loop = ++state_begin(lg->state)->attempts >= ATTEMPTS_MAX;

	state_commit(lg->state);
	return loop;
}

/* Ends the phase READING: the chunk becomes FULL if the killed logger's read from a pipe
 * was completed, else EMPTY. A followed file is read again. */
static void complete_read(struct logger *lg, const struct source *src)
{
	const struct state_version *now = state_current(lg->state);
	bool completed = src != NULL && src->kind == SOURCE_PIPE &&
			 now->end > now->lines_end && state_read_completed(lg->state);

	chunk_set_phase(lg, completed ? CHUNK_FULL : CHUNK_EMPTY, now->end,
			completed ? now->end - now->lines_end : 0);
}

static void process_again(struct logger *lg, struct source *src)
{
	if (state_current(lg->state)->bytes_read >
		    state_process_boundary(lg->state, src->id) &&
	    (src->kind != SOURCE_PIPE ||
	     state_run_id(lg->state, src->id) == src->stream->run_id))
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
		lg->state->source[src->id].carry_len = 0;
	chunk_set_phase(lg, CHUNK_EMPTY, CHUNK_HEADROOM, 0);
}

void recover_chunk(struct logger *lg)
{
	struct source *src = chunk_source(lg);

	for (int i = 0; i < 2; i++) {
		console_recover(&lg->console[i]);
		console_spill(&lg->console[i]);
	}
	if (state_current(lg->state)->phase == CHUNK_READING)
		complete_read(lg, src);
	if (state_current(lg->state)->phase == CHUNK_FULL) {
		if (src != NULL && !is_crash_loop(lg))
			process_again(lg, src);
		else
			discard_chunk(lg, src);
	}
	for (int i = 0; i < 2; i++)
		console_flush(&lg->console[i]);
}
