/* supervisor/output/log_stream.c - the pipes of a service, and what the logger is to know of it. */
#include "supervisor/logger/shared/protocol.h"
#include "supervisor/logger/shared/state.h"
#include "supervisor/output/output.h"
#include "supervisor/output/slots.h"
#include "supervisor/proc/pipe_holders.h"
#include "supervisor/service.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define RING_UNKNOWN   (1u << 20) /* log-ring = ${SIZE}: the most it can be */
#define PAGE           4096u
#define LEFT_TO_LOGGER 24 /* descriptors */

static int begin_output(int store_fd, int stream_fd, const struct spawn_output *o)
{
	return state_note_start(store_fd, stream_fd, o->source, o->owner, o->run);
}

/* The logger reads nothing of a start before it was told of that start (`ready`, its pid, its
 * log file): it knows from the note where that begins. What runs before the first start, and
 * beside the main process, has no start of its own. */
static void plan_output(struct log *log, int i, struct spawn_plan *plan, bool is_job)
{
	if (is_job && !log->ended)
		return;
	plan->store_fd = log->unit->ctx->logs->store_fd;
	plan->begin_output = begin_output;
	plan->output[i] = (struct spawn_output){
		.source = log->source + (uint32_t)i,
		.owner = log->owner,
		.run = ((uint64_t)log->epoch + 1) | (is_job ? RUN_ID_HOOK : 0),
	};
}

/* While pipes are to be closed some descriptors are left to another logger: it is the logger
 * that says when. */
static int open_pipe(const struct context *ctx, int ends[2])
{
	struct rlimit limit;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	if (!output_will_close_pipes(ctx) || getrlimit(RLIMIT_NOFILE, &limit) < 0 ||
	    (rlim_t)ends[1] + LEFT_TO_LOGGER < limit.rlim_cur)
		return 0;
	close(ends[0]);
	close(ends[1]);
	return -EMFILE;
}

static int make_pipe(struct log *log, int i)
{
	int ends[2], r;

	if (log->write[i] >= 0)
		return 0;
	r = open_pipe(log->unit->ctx, ends);
	if (r == -EMFILE && streams_close_now(log->unit->ctx->logs))
		r = open_pipe(log->unit->ctx, ends);
	if (r < 0)
		return r;
	/* So that /dev/stdout can be opened again by any user. */
	fchmod(ends[1], 0666);
	/* The service may open it to read, too, and take away what the logger has seen. */
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	log->read[i] = ends[0];
	log->write[i] = ends[1];
	log->tell_settings = log->tell_run = true;
	log->known = false;
	return 0;
}

/* A place that was another's: what was noted of that goes before a child notes something. */
static int take_place(struct log *log)
{
	const struct conf_section *section = log->unit->section;
	struct logs *logs = log->unit->ctx->logs;
	int r = slots_alloc(logs->places, log_stream_slot_count(section),
			    log_stream_ring_size(section), &log->source, &log->ring_at);

	if (r < 0)
		return r;
	log->fresh = r > 0;
	log->owner = r > 0 ? ++logs->owners : 0;
	log->sources = log_stream_slot_count(section);
	log->ring_size = log->ring_at > 0 ? log_stream_ring_size(section) : 0;
	for (uint32_t i = 0; i < log->sources && log->fresh; i++)
		state_note_write(logs->store_fd, log->source + i,
				 &(struct source_note){ .owner = log->owner });
	return 0;
}

int log_stream_open(struct unit *u, int stream, struct spawn_plan *plan, bool is_job)
{
	struct log *log = u->log;
	struct logs *logs = u->ctx->logs;
	int r = 0;

	if (log == NULL || logs == NULL)
		return -ENOSPC;
	log_stream_keep_open(log);
	if (log->sources == 0 && (r = take_place(log)) < 0)
		return r;
	r = make_pipe(log, stream - 1);
	if (r < 0)
		return r;
	plan_output(log, stream - 1, plan, is_job);
	log->tell_settings |= log_stream_is_dynamic(u->section);
	if (logs->child.pid == 0 && !ev_is_active(&logs->again) && !logs->given_up)
		logger_start(logs);
	if (log->tell_settings) {
		log_stream_enqueue(log);
		logger_schedule_send(logs);
	}
	return log->write[stream - 1];
}

int log_stream_check(struct unit *u, struct env *env, struct text *err)
{
	static union packet m;
	size_t len;

	if (u->log == NULL || u->log->sources == 0 || !log_stream_is_dynamic(u->section))
		return 0;
	return stream_packet_settings(u->log, env, &m, &len, err);
}

int log_stream_plan_tails(struct unit *u, struct spawn_plan *plan, struct env *env,
			  struct text *err)
{
	struct log *log = u->log;
	struct conf_value v;
	int r;

	if (log == NULL || log_stream_tail_count(log) == 0)
		return 0;
	r = unit_value(u, env, CONF_SERVICE_LOG_FOLLOW, &v, err);
	if (r < 0)
		return r;
	plan->store_fd = u->ctx->logs->store_fd;
	for (uint32_t i = 0; i < v.word_count && i < log_stream_tail_count(log); i++) {
		struct log_tail follow = log_stream_tail(log, i);

		if (follow.source != UINT32_MAX)
			plan->follow[plan->follow_count++] = (struct spawn_follow){
				.path = v.words[i],
				.at = state_note_offset(follow.source),
				.owner = follow.owner,
			};
	}
	return 0;
}

void log_stream_process_started(struct unit *u, int32_t pid, bool awaits)
{
	struct log *log = u->log;

	if (log != NULL && log->spent != LOG_IN_USE)
		log_stream_keep_open(log);
	if (log == NULL || (log->read[0] < 0 && log->read[1] < 0))
		return;
	log->pid = pid;
	log->ended = false;
	log->epoch++;
	log->awaits = awaits && !log->slow_ready;
	log->tell_run = true;
	log_stream_enqueue(log);
	logger_schedule_send(u->ctx->logs);
}

void log_stream_process_ended(struct unit *u)
{
	struct log *log = u->log;

	if (log == NULL || log->pid == 0 || log->ended)
		return;
	log->ended = true;
	log->awaits = false;
	log->ended_epoch = log->epoch;
	log->ended_pid = log->pid;
	log->tell_end = true;
	log->tell_run = false;
	log_stream_enqueue(log);
	logger_schedule_send(u->ctx->logs);
}

bool log_stream_regex_is_slow(const struct unit *u)
{
	return u->log != NULL && u->log->slow_ready;
}

void log_stream_reconfigure(struct unit *u)
{
	struct log *log = u->log;

	if (log == NULL || (log->read[0] < 0 && log->read[1] < 0))
		return;
	log->tell_settings = true;
	log_stream_enqueue(log);
	logger_schedule_send(u->ctx->logs);
}

/* Who has one of them, and its lock, must not hold PID 1 up. At the end nobody is left. */
static void close_pipes(struct log *log)
{
	int fds[4];
	size_t count = 0;

	for (int i = 0; i < 2; i++) {
		if (log->read[i] >= 0)
			fds[count++] = log->read[i];
		if (log->write[i] >= 0)
			fds[count++] = log->write[i];
		log->read[i] = log->write[i] = -1;
	}
	if (!SUP(log->unit->ctx)->finished)
		pipe_close_in_child(fds, count);
	else
		while (count > 0)
			close(fds[--count]);
}

void log_stream_forget(struct unit *u)
{
	struct log *log = u->log;

	if (log == NULL || u->ctx->logs == NULL)
		return;
	log_stream_keep_open(log);
	log_stream_remove(log);
	watchdog_remember_pipes(u->ctx->logs, log);
	tails_forget(log);
	if (log->sources > 0)
		slots_release(u->ctx->logs->places, log->source, log->sources, log->ring_at,
			      log->ring_size);
	log->sources = 0;
	close_pipes(log);
	u->log = NULL;
}

/* ---- made ---- */

enum conf_stdio_kind log_stream_default_kind(const struct conf_section *section)
{
	if (conf_bool(section, CONF_SERVICE_TERMINAL) ||
	    conf_number(section, CONF_SERVICE_STDIN) == STDIO_INHERIT)
		return STDIO_INHERIT;
	return STDIO_LOG;
}

bool log_stream_is_wanted(const struct conf_section *section)
{
	static const enum conf_key keys[] = { CONF_SERVICE_STDOUT, CONF_SERVICE_STDERR };

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		int64_t kind = conf_number(section, keys[i]);

		if (!conf_is_set(section, keys[i]))
			kind = log_stream_default_kind(section);
		if (kind == STDIO_LOG || conf_is_dynamic(section, keys[i]))
			return true;
	}
	return false;
}

/* stdout, stderr and what log-follow names; how many that is may be known only later. */
uint32_t log_stream_slot_count(const struct conf_section *section)
{
	size_t follows = 0;

	if (conf_is_dynamic(section, CONF_SERVICE_LOG_FOLLOW))
		follows = FOLLOWED_FILES_MAX;
	else if (conf_is_set(section, CONF_SERVICE_LOG_FOLLOW))
		conf_words(section, CONF_SERVICE_LOG_FOLLOW, &follows);
	return 2 + (uint32_t)(follows < FOLLOWED_FILES_MAX ? follows : FOLLOWED_FILES_MAX);
}

uint32_t log_stream_ring_size(const struct conf_section *section)
{
	uint64_t size = (uint64_t)conf_number(section, CONF_SERVICE_LOG_RING);

	if (conf_is_dynamic(section, CONF_SERVICE_LOG_RING))
		size = RING_UNKNOWN;
	return (uint32_t)((size + PAGE - 1) / PAGE * PAGE);
}

int log_streams_new(struct generation *e)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < e->count; i++)
		count += log_stream_is_wanted(generation_unit(e, i)->section);
	if (!GENERATION_ALLOC(e->logs, count))
		return -ENOMEM;
	for (uint32_t i = 0, used = 0; i < e->count; i++) {
		struct unit *u = generation_unit(e, i);

		if (!log_stream_is_wanted(u->section))
			continue;
		u->log = &e->logs[used++];
		*u->log =
			(struct log){ .unit = u, .read = { -1, -1 }, .write = { -1, -1 } };
	}
	return 0;
}
