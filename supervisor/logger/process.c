/* supervisor/logger/process.c - handles the start and end of a service's main process. */
#include "supervisor/logger/loop.h"

/* Marks the bytes now in the pipes as output of the process that ended. If the next process
 * has started already, although PID 1 has not announced it yet, marks only the bytes before
 * its boundary. */
static void mark_ends(struct logger *lg, struct stream *s)
{
	for (uint32_t i = 0; i < 2 && i < s->source_count; i++) {
		struct source *src = &s->sources[i];
		const struct source_record *record = &lg->memory->source[src->id];
		uint64_t boundary, left;

		/* A new process writes its boundary before its output. So measure the pipe
		 * first and then read the boundary. */
		src->end_pending = s->process_ended ? source_mark_eof(lg, src)
						    : source_has_older_run(lg, src);
		boundary = log_memory_process_boundary(lg->memory, src->id);
		left = boundary > record->bytes_read ? boundary - record->bytes_read : 0;
		if (log_memory_run_id(lg->memory, src->id) > s->run_id &&
		    src->eof_bytes > left)
			src->eof_bytes = (uint32_t)left;
		lg->ends_pending |= src->end_pending;
	}
}

/* Resumes held sources whose start PID 1 has now announced. */
static void resume_held(struct logger *lg, struct stream *s)
{
	for (uint32_t i = 0; i < s->source_count; i++) {
		struct source *src = &s->sources[i];

		if (src->state != SOURCE_HELD || source_is_unannounced(lg, src))
			continue;
		source_set_state(lg, src, SOURCE_IDLE);
		lg->tails_pending |= src->kind == SOURCE_TAIL;
		if (loop_is_serving(lg) && registry_has(lg, src))
			wakeup_subscribe(lg, src);
	}
}

void process_change(struct logger *lg, struct stream *s, const union packet *packet,
		    size_t len)
{
	stream_set_process(s, packet, len);
	pipes_keep_open(lg, s);
	/* a killed logger may have found the pattern but not reported it */
	if (s->matching && lg->memory->source[s->settings.slot].matched_run == s->run_id)
		reply_matched(lg, s);
	mark_ends(lg, s);
	resume_held(lg, s);
}

static void drain_source(struct logger *lg, struct source *src)
{
	while (source_has_older_run(lg, src) && src->state != SOURCE_BLOCKED &&
	       source_step(lg, src))
		;
	src->draining_eof = src->stream->process_ended;
	while (src->draining_eof && src->state != SOURCE_BLOCKED && source_step(lg, src))
		;
}

void process_drain_ended(struct logger *lg)
{
	for (uint32_t i = 0; lg->ends_pending && i < lg->memory->slot_count; i++) {
		struct source *src = lg->sources[i];

		if (src == NULL || !src->end_pending)
			continue;
		src->end_pending = false;
		if (loop_is_serving(lg))
			drain_source(lg, src);
		else
			src->draining_eof = src->stream->process_ended;
	}
	lg->ends_pending = false;
}
