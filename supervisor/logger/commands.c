/* supervisor/logger/commands.c - receives PID 1's packets and handles them by a table. */
#include "supervisor/logger/loop.h"
#include "supervisor/logger/reader/log_reader.h"

#include "supervisor/logger/shared/time_zone.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SLOTS_MAX  (1u << 18)
#define PAUSE_NSEC 20000000

struct command {
	const union packet *packet;
	size_t len;
	int *fds; /* PACKET_FDS_MAX descriptors; a handler sets those that it keeps to -1 */
	/* The stream that the packet names, or NULL. */
	struct stream *stream;
};

/* Takes descriptor `i` from the packet, so that close_fds() does not close it. */
static int take_fd(struct command *c, int i)
{
	int fd = c->fds[i];

	c->fds[i] = -1;
	return fd;
}

/* Maps the log memory and takes the other descriptors. Returns 0 or an errno. */
static int attach_log_memory(struct logger *lg, struct command *c)
{
	const struct packet_hello *m = &c->packet->hello;
	struct stat st;

	if (lg->memory != NULL || c->fds[0] < 0 || m->slot_count > SLOTS_MAX ||
	    fstat(c->fds[0], &st) < 0 || m->rings_end > (uint64_t)st.st_size ||
	    log_memory_size(m->slot_count) > (uint64_t)st.st_size ||
	    m->files > LOGGER_FILES_WRITE)
		return EINVAL;
	lg->memory = log_memory_map(c->fds[0], m->slot_count);
	if (lg->memory == NULL)
		return errno;
	lg->sources = calloc(m->slot_count + 1, sizeof *lg->sources);
	if (lg->sources == NULL || !wakeup_alloc(lg))
		return ENOMEM;
	lg->log_memory_fd = take_fd(c, 0);
	lg->rings_end = m->rings_end;
	if (m->has_dev_log)
		lg->dev_log_fd = take_fd(c, 1);
	if (m->has_watchdog)
		lg->watchdog_fd = take_fd(c, 1 + !!m->has_dev_log);
	return 0;
}

/* Reports once for each container that the system calls are not filtered. Before Linux 6.16
 * (SO_PASSRIGHTS) only the filter keeps a compromised logger from sending descriptors to
 * PID 1. */
static void report_unfiltered(struct logger *lg, int err)
{
	if (err == 0 || lg->memory->unfiltered_reported)
		return;
	lg->memory->unfiltered_reported = true;
	logger_warn(lg,
		    "the logger runs without a filter of its system calls: %s (seccomp); "
		    "its other limits stay",
		    strerror(-err));
}

/* Without the log memory the logger cannot work: PID 1 starts another one. */
static bool on_hello(struct logger *lg, struct command *c)
{
	const struct packet_hello *m = &c->packet->hello;

	lg->error = attach_log_memory(lg, c);
	if (lg->error != 0)
		return false;
	lg->colour = !m->no_colour;
	packet_style_decode(m->style, &lg->own_style);
	watchdog_feed(lg);
	for (int i = 0; i < 2; i++)
		console_open(&lg->console[i], lg->memory, i, i + 1);
	time_zone_load(environ); /* reads a file, so call it before sandbox_enter() */
	report_unfiltered(lg, sandbox_enter((enum logger_files)m->files));
	loop_set_phase(lg, LOOP_LOADING);
	return true;
}

static bool grow_streams(struct logger *lg, uint32_t id)
{
	uint32_t capacity = lg->stream_capacity > 0 ? lg->stream_capacity : 16;
	struct stream **larger;

	if (id < lg->stream_capacity)
		return true;
	while (capacity <= id)
		capacity *= 2;
	larger = realloc(lg->streams, capacity * sizeof(struct stream *));
	if (larger == NULL)
		return false;
	memset(larger + lg->stream_capacity, 0,
	       (capacity - lg->stream_capacity) * sizeof(struct stream *));
	lg->streams = larger;
	lg->stream_capacity = capacity;
	return true;
}

/* If there is no memory the old stream stays, but some settings may have changed. A packet
 * without pipes is about a service that has ended for good: only its ring is kept. */
static bool on_stream(struct logger *lg, struct command *c)
{
	const struct packet_stream *m = &c->packet->stream;
	struct stream *old, *s;

	if (m->id >= STREAMS_MAX || !slots_are_valid(c->packet, lg->memory->slot_count) ||
	    m->format > LINE_JSON || m->file_format > LINE_JSON || m->time > 2 ||
	    !grow_streams(lg, m->id))
		return true;
	slots_assign(lg, c->packet);
	old = lg->streams[m->id];
	if (old != NULL && !m->is_syslog && !m->has[0] && !m->has[1]) {
		registry_delete_stream(lg, old);
		old = NULL;
	}
	if (old != NULL)
		registry_remove(lg, old, c->packet, c->len);
	s = stream_configure(old, c->packet, c->len, c->fds);
	if (s == NULL)
		s = old;
	lg->streams[m->id] = s;
	if (s != NULL)
		registry_add(lg, s);
	return true;
}

static bool on_process(struct logger *lg, struct command *c)
{
	process_change(lg, c->stream, c->packet, c->len);
	return true;
}

static bool on_remove(struct logger *lg, struct command *c)
{
	registry_delete_stream(lg, c->stream);
	return true;
}

/* All streams are known. Processes the chunk of a killed logger first. */
static bool on_start(struct logger *lg, struct command *c)
{
	(void)c;
	if (lg->phase != LOOP_LOADING)
		return true;
	loop_set_phase(lg, LOOP_SERVING);
	recover_chunk(lg);
	reply_serving(lg);
	wakeup_add_fd(lg, lg->dev_log_fd, TASK_DEV_LOG);
	for (uint32_t i = 0; i < lg->stream_capacity; i++)
		if (lg->streams[i] != NULL)
			registry_add(lg, lg->streams[i]);
	return true;
}

static bool on_reopen(struct logger *lg, struct command *c)
{
	(void)c;
	for (uint32_t i = 0; i < lg->stream_capacity; i++) {
		struct stream *s = lg->streams[i];

		if (s == NULL || s->file.path == NULL)
			continue;
		log_file_close(&s->file);
		log_file_open(&s->file, clock_msec());
	}
	return true;
}

static bool on_flush(struct logger *lg, struct command *c)
{
	(void)c;
	lg->flush_requested = true;
	return true;
}

static bool on_drain(struct logger *lg, struct command *c)
{
	lg->drain_deadline_msec = clock_msec() + c->packet->other.id;
	return false;
}

/* During a drain there is no handover. */
static bool on_handover(struct logger *lg, struct command *c)
{
	(void)c;
	if (!loop_is_draining(lg))
		loop_set_phase(lg, LOOP_HANDED_OVER);
	return false;
}

static bool on_style(struct logger *lg, struct command *c)
{
	packet_style_decode(c->packet->other.id, &lg->own_style);
	return true;
}

static bool on_close(struct logger *lg, struct command *c)
{
	pipes_request_close(lg, c->stream, c->packet->other.run_id);
	return true;
}

static bool on_log_reader(struct logger *lg, struct command *c)
{
	if (lg->phase == LOOP_SERVING && c->fds[0] >= 0)
		log_readers_add(lg, c->packet, c->len, take_fd(c, 0));
	return true;
}

/* A handler returns false if the loop must end. */
static const struct {
	bool (*handle)(struct logger *lg, struct command *c);
	bool of_stream; /* ignore the packet if its stream is unknown */
} handlers[PACKET_KIND_COUNT] = {
	[PACKET_HELLO] = { on_hello, false },
	[PACKET_STREAM] = { on_stream, false },
	[PACKET_PROCESS] = { on_process, true },
	[PACKET_REMOVE] = { on_remove, true },
	[PACKET_START] = { on_start, false },
	[PACKET_REOPEN] = { on_reopen, false },
	[PACKET_FLUSH] = { on_flush, false },
	[PACKET_DRAIN] = { on_drain, false },
	[PACKET_HANDOVER] = { on_handover, false },
	[PACKET_STYLE] = { on_style, false },
	[PACKET_CLOSE] = { on_close, true },
	[PACKET_LOG_READER] = { on_log_reader, false },
};

static bool handle_command(struct logger *lg, struct command *c)
{
	uint32_t kind = c->packet->kind, id = c->packet->other.id;

	if (kind != PACKET_HELLO && lg->phase == LOOP_NEW)
		return false;
	if (handlers[kind].handle == NULL) /* replies are not for the logger */
		return true;
	if (handlers[kind].of_stream) {
		c->stream = id < lg->stream_capacity ? lg->streams[id] : NULL;
		if (c->stream == NULL)
			return true;
	}
	return handlers[kind].handle(lg, c);
}

static void close_fds(int fds[PACKET_FDS_MAX])
{
	for (int i = 0; i < PACKET_FDS_MAX; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

bool commands_receive(struct logger *lg)
{
	static union packet packet;
	const struct timespec pause = { .tv_nsec = PAUSE_NSEC };
	int fds[PACKET_FDS_MAX];
	bool more = true;

	while (more) {
		long n = packet_receive(lg->socket, &packet, fds);

		if (n == -EAGAIN || n == -EINTR) {
			process_drain_ended(lg);
			return true;
		}
		if (n == 0)
			return false;
		if (n == -ENOMEM || n == -ENOBUFS) { /* still readable: do not spin */
			nanosleep(&pause, NULL);
			return true;
		}
		if (n > 0 && packet_is_valid(&packet, (size_t)n))
			more = handle_command(lg, &(struct command){ .packet = &packet,
								     .len = (size_t)n,
								     .fds = fds });
		close_fds(fds);
		/* After another error a packet may be lost. So we exit, and the next logger
		 * gets everything again. */
		if (n < 0 && n != -EMSGSIZE) {
			lg->error = (int)-n;
			return false;
		}
	}
	return false;
}
