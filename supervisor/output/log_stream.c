/* supervisor/output/log_stream.c - opens a service's pipes, and closes them on removal. */
#include "supervisor/output/log_stream.h"

#include "supervisor/base/context.h"
#include "supervisor/base/unit.h"
#include "supervisor/env/environment.h"
#include "supervisor/env/unit_value.h"
#include "supervisor/logger/shared/log_memory.h"
#include "supervisor/output/logger_child.h"
#include "supervisor/output/slots.h"
#include "supervisor/proc/pipe_holders.h"
#include "supervisor/proc/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define FDS_OF_LOGGER 24 /* free descriptors for the start of another logger */

/* ---- pipes and slots ---- */

static int begin_output(int log_memory_fd, int stream_fd, const struct spawn_output *o)
{
	return log_note_start(log_memory_fd, stream_fd, o->slot, o->slot_generation,
			      o->run_id);
}

/* Makes the child record where in the pipe its output begins. The logger reads that output
 * only after PID 1 has sent the pid, the log file and `ready` of this start. A helper
 * before the first start, or beside the main process, records nothing. */
static void plan_output(struct log_stream *stream, int i, struct spawn_plan *plan,
			bool is_helper)
{
	if (is_helper && !stream->process_ended)
		return;
	plan->log_memory_fd = logger_of(stream)->log_memory_fd;
	plan->begin_output = begin_output;
	plan->output[i] = (struct spawn_output){
		.slot = stream->slot + (uint32_t)i,
		.slot_generation = stream->slot_generation,
		.run_id = ((uint64_t)stream->run_id + 1) | (is_helper ? RUN_ID_HOOK : 0),
	};
}

/* While pipes wait to be closed, keeps some descriptors free for another logger, because
 * only a logger can report when to close them. */
static int make_pipe(const struct context *ctx, int ends[2])
{
	struct rlimit limit;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	if (!output_will_close_pipes(ctx) || getrlimit(RLIMIT_NOFILE, &limit) < 0 ||
	    (rlim_t)ends[1] + FDS_OF_LOGGER < limit.rlim_cur)
		return 0;
	close(ends[0]);
	close(ends[1]);
	return -EMFILE;
}

static int open_pipe(struct log_stream *stream, int i)
{
	struct logger_child *logger = logger_of(stream);
	int ends[2], r;

	if (stream->write_end[i] >= 0)
		return 0;
	r = make_pipe(logger->ctx, ends);
	if (r == -EMFILE && streams_close_now(logger))
		r = make_pipe(logger->ctx, ends);
	if (r < 0)
		return r;
	fchmod(ends[1], 0666); /* any user must be able to open /dev/stdout */
	/* The service can open its pipe for reading and take bytes that the logger is about
	 * to read. The logger must not block then. */
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	stream->read_end[i] = ends[0];
	stream->write_end[i] = ends[1];
	stream->to_send |= STREAM_SEND_SETTINGS | STREAM_SEND_PROCESS;
	stream->settings_sent = false;
	return 0;
}

/* Clears recycled slots before a child writes to them, because they contain the records of
 * their last service. */
static int alloc_slots(struct log_stream *stream)
{
	const struct conf_section *section = stream->unit->section;
	struct logger_child *logger = logger_of(stream);
	uint32_t count = log_stream_slot_count(section);
	uint32_t ring_size = log_stream_ring_size(section);
	int r = slots_alloc(logger->slots, count, ring_size, &stream->slot,
			    &stream->ring_offset);

	if (r < 0)
		return r;
	stream->slots_recycled = r > 0;
	stream->slot_generation = r > 0 ? ++logger->slot_generations : 0;
	stream->slot_count = count;
	stream->ring_size = stream->ring_offset > 0 ? ring_size : 0;
	for (uint32_t i = 0; i < stream->slot_count && stream->slots_recycled; i++)
		log_note_write(logger->log_memory_fd, stream->slot + i,
			       &(struct source_note){ .generation =
							      stream->slot_generation });
	return 0;
}

/* ---- one start ---- */

int log_stream_open(struct unit *u, int stdio_fd, struct spawn_plan *plan, bool is_helper)
{
	struct log_stream *stream = u->log;
	struct logger_child *logger = u->ctx->logger;
	int i = stdio_fd - 1, r;

	if (stream == NULL || logger == NULL)
		return -ENOSPC;
	log_stream_keep_open(stream);
	if (stream->slot_count == 0 && (r = alloc_slots(stream)) < 0)
		return r;
	r = open_pipe(stream, i);
	if (r < 0)
		return r;
	plan_output(stream, i, plan, is_helper);
	if (log_stream_is_dynamic(u->section))
		stream->to_send |= STREAM_SEND_SETTINGS;
	logger_move(logger, LOGGER_ON_NEEDED, NULL);
	if (stream->to_send & STREAM_SEND_SETTINGS)
		log_stream_enqueue(stream, 0);
	return stream->write_end[i];
}

int log_stream_write_end(const struct unit *u, int stdio_fd)
{
	return u->log != NULL ? u->log->write_end[stdio_fd - 1] : -1;
}

int log_stream_plan_tails(struct unit *u, struct spawn_plan *plan, struct env *env,
			  struct text *err)
{
	struct log_stream *stream = u->log;
	struct conf_value v;
	int r;

	if (stream == NULL || log_stream_tail_count(stream) == 0)
		return 0;
	r = unit_value(u, env, CONF_SERVICE_LOG_FOLLOW, &v, err);
	if (r < 0)
		return r;
	plan->log_memory_fd = logger_of(stream)->log_memory_fd;
	for (uint32_t i = 0; i < v.word_count && i < log_stream_tail_count(stream); i++) {
		struct log_tail tail = log_stream_tail(stream, i);

		if (tail.slot != TAIL_NO_SLOT)
			plan->follow[plan->follow_count++] = (struct spawn_follow){
				.path = v.words[i],
				.offset = log_note_offset(tail.slot),
				.slot_generation = tail.slot_generation,
			};
	}
	return 0;
}

bool log_stream_regex_is_slow(const struct unit *u)
{
	return u->log != NULL && u->log->regex_is_slow;
}

void log_stream_reconfigure(struct unit *u)
{
	if (u->log != NULL && log_stream_is_open(u->log))
		log_stream_enqueue(u->log, STREAM_SEND_SETTINGS);
}

/* ---- setup and teardown ---- */

int log_streams_new(struct generation *g)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < g->count; i++)
		count += log_stream_is_wanted(generation_unit(g, i)->section);
	if (!GENERATION_ALLOC(g->log_streams, count))
		return -ENOMEM;
	for (uint32_t i = 0, used = 0; i < g->count; i++) {
		struct unit *u = generation_unit(g, i);

		if (!log_stream_is_wanted(u->section))
			continue;
		u->log = &g->log_streams[used++];
		*u->log = (struct log_stream){ .unit = u,
					       .read_end = { -1, -1 },
					       .write_end = { -1, -1 } };
	}
	return 0;
}

/* A process may hold the lock of the pipe, which must not block PID 1. So a child closes
 * the pipe. At the very end no process is left, and PID 1 closes it itself. */
static void close_pipes(struct log_stream *stream)
{
	int fds[4];
	size_t count = 0;

	for (int i = 0; i < 2; i++) {
		if (stream->read_end[i] >= 0)
			fds[count++] = stream->read_end[i];
		if (stream->write_end[i] >= 0)
			fds[count++] = stream->write_end[i];
		stream->read_end[i] = stream->write_end[i] = -1;
	}
	if (!stream->unit->ctx->finished)
		pipe_close_in_child(fds, count);
	else
		while (count > 0)
			close(fds[--count]);
}

void log_stream_forget(struct unit *u)
{
	struct log_stream *stream = u->log;
	struct logger_child *logger = u->ctx->logger;

	if (stream == NULL || logger == NULL)
		return;
	log_stream_keep_open(stream);
	log_stream_remove(stream);
	watchdog_remember_pipes(logger, stream);
	tails_forget(stream);
	if (stream->slot_count > 0)
		slots_release(logger->slots, stream->slot, stream->slot_count,
			      stream->ring_offset, stream->ring_size);
	stream->slot_count = 0;
	close_pipes(stream);
	u->log = NULL;
}
