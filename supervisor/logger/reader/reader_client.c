/* supervisor/logger/reader/reader_client.c - chooses, formats and sends the lines for one
 * client. */
#include "supervisor/logger/reader/reader_client.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#define STEP_BYTES       (16u << 10)  /* of lines, formatted for one client in a round */
#define BEGIN_BYTES      (256u << 10) /* of rings, looked at in a round to begin */
#define RETRY_MSEC       20
#define SETTLE_ROUNDS    20
#define LOSS_REPORT_MSEC 1000

/* ---- the buffer ---- */

static size_t free_bytes(const struct log_reader *r)
{
	return READER_OUT_BYTES - r->out_end;
}

static void add_message(struct log_reader *r, const char *level, const char *text)
{
	if (free_bytes(r) >= REPLY_LINE_MAX)
		r->out_end +=
			(uint32_t)reply_message_format(level, text, r->out + r->out_end);
}

static void watch_client(struct logger *lg, struct log_reader *r, uint32_t id, bool blocked)
{
	struct epoll_event e = { .events = blocked ? EPOLLOUT : 0,
				 .data.u64 = TASK(TASK_READER, id) };

	if (r->blocked == blocked)
		return;
	r->blocked = blocked;
	if (epoll_ctl(lg->epoll_fd, EPOLL_CTL_MOD, r->fd, &e) < 0)
		wake_at(lg, clock_msec() + RETRY_MSEC);
}

void reader_client_send(struct logger *lg, struct log_reader *r, uint32_t id)
{
	ssize_t n;

	if (r->out_begin == r->out_end || r->dead)
		return;
	n = send(r->fd, r->out + r->out_begin, r->out_end - r->out_begin,
		 MSG_DONTWAIT | MSG_NOSIGNAL);
	if (n > 0) {
		r->progress_msec = clock_msec();
		r->out_begin += (uint32_t)n;
	} else if (n < 0 && errno != EAGAIN && errno != EINTR && errno != ENOBUFS &&
		   errno != ENOMEM) {
		r->dead = true;
	}
	if (r->out_begin == r->out_end)
		r->out_begin = r->out_end = 0;
	watch_client(lg, r, id, r->out_begin < r->out_end);
}

/* ---- which streams ---- */

static bool names_stream(const struct log_reader *r, const struct stream *s)
{
	const char *text;

	if (r->packet.log_reader.all)
		return true;
	for (size_t cursor = 0;
	     (text = packet_text(&r->packet, r->packet_len, &cursor)) != NULL;)
		if (text[0] == LOG_READER_SHOW &&
		    (strcmp(text + 1, s->name) == 0 || strcmp(text + 1, s->service) == 0))
			return true;
	return false;
}

/* Decides about a stream that has not been seen before. A slot may have a new user. */
static bool chooses_stream(struct logger *lg, struct log_reader *r, uint32_t id)
{
	const struct stream *s = id < lg->stream_capacity ? lg->streams[id] : NULL;
	struct ring_cursor *c = &r->merge.cursors[id];
	char text[128];

	if (s == NULL)
		return false;
	if (c->choice != RING_UNKNOWN && c->generation == s->settings.slot_generation)
		return c->choice == RING_CHOSEN;
	if (c->queued) /* ring_merge_next() will see that the earlier user is gone */
		return false;
	*c = (struct ring_cursor){ .generation = s->settings.slot_generation,
				   .choice = RING_IGNORED };
	if (!names_stream(r, s))
		return false;
	if (s->settings.ring_size == 0) {
		snprintf(text, sizeof text, "%.64s keeps no output (log-ring = 0)",
			 s->name);
		if (!s->settings.is_syslog)
			add_message(r, "info", text);
		return false;
	}
	c->choice = RING_CHOSEN;
	return true;
}

/* ---- phases ---- */

static void step_settling(struct logger *lg, struct log_reader *r)
{
	if (lg->ready_count > 0 && ++r->rounds < SETTLE_ROUNDS)
		return;
	r->phase = READER_BEGINNING;
}

/* A unit that PID 1 knows, but the logger does not, writes elsewhere. */
static void report_without_logs(struct log_reader *r)
{
	char line[128];
	const char *text;

	for (size_t cursor = 0;
	     (text = packet_text(&r->packet, r->packet_len, &cursor)) != NULL;) {
		if (text[0] != LOG_READER_NO_LOGS)
			continue;
		snprintf(line, sizeof line, "%.64s writes nothing to the log", text + 1);
		add_message(r, "info", line);
	}
}

static void step_beginning(struct logger *lg, struct log_reader *r)
{
	const struct packet_log_reader *m = &r->packet.log_reader;
	size_t bytes = 0;

	if (r->next_id == 0)
		report_without_logs(r);
	while (r->next_id < lg->stream_capacity && bytes < BEGIN_BYTES &&
	       free_bytes(r) >= REPLY_LINE_MAX) {
		if (chooses_stream(lg, r, r->next_id))
			bytes += ring_merge_begin(lg, &r->merge, r->next_id, m->lines,
						  m->since_usec);
		r->next_id++;
	}
	if (r->next_id < lg->stream_capacity)
		return;
	r->next_id = UINT32_MAX; /* later streams, too */
	r->phase = READER_READING;
}

/* Says what is missing, at most once a second. */
static void report_loss(struct log_reader *r, struct ring_cursor *c, const char *name)
{
	uint64_t now = clock_msec();
	char text[192];

	if (c->lost == 0 || (r->loss_msec != 0 && now - r->loss_msec < LOSS_REPORT_MSEC) ||
	    free_bytes(r) < REPLY_LINE_MAX)
		return;
	r->loss_msec = now;
	snprintf(text, sizeof text,
		 "%.64s: %llu bytes are missing here: they were replaced in its ring by "
		 "newer ones (log-ring)",
		 name, (unsigned long long)c->lost);
	c->lost = 0;
	add_message(r, "warning", text);
}

/* Formats the next line or part of a line. Returns false if there is none. */
static bool add_line(struct logger *lg, struct log_reader *r, size_t *bytes)
{
	struct merged_text next;
	size_t taken;

	if (!ring_merge_next(lg, &r->merge, &next))
		return false;
	next.line.name = lg->streams[next.id]->name;
	report_loss(r, &r->merge.cursors[next.id], next.line.name);
	if (free_bytes(r) < REPLY_LINE_MAX)
		return false;
	r->out_end += (uint32_t)reply_line_format(&next.line, r->out + r->out_end, &taken);
	*bytes += taken + 1;
	if (next.newline && taken == next.line.len)
		taken++;
	ring_merge_take(lg, &r->merge, next.id, taken);
	return true;
}

static void step_reading(struct logger *lg, struct log_reader *r)
{
	size_t bytes = 0;

	while (free_bytes(r) >= REPLY_LINE_MAX && bytes < STEP_BYTES)
		if (!add_line(lg, r, &bytes))
			break;
	if (r->merge.heap_count > 0 || r->packet.log_reader.follow ||
	    free_bytes(r) < REPLY_LINE_MAX)
		return;
	r->out_end +=
		(uint32_t)snprintf(r->out + r->out_end, free_bytes(r), "{\"ok\":true}\n");
	r->phase = READER_ENDING;
}

/* Puts the streams with new entries into the heap. */
static void wake_streams(struct logger *lg, struct log_reader *r)
{
	uint32_t count = lg->written_count;
	bool every = count > WRITTEN_MAX;

	if (every)
		count = lg->stream_capacity;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t id = every ? i : lg->written[i];

		if (id < r->next_id && chooses_stream(lg, r, id))
			ring_merge_wake(lg, &r->merge, id);
	}
}

void reader_client_step(struct logger *lg, struct log_reader *r, uint32_t id)
{
	if (!ring_merge_reserve(&r->merge, lg->stream_capacity))
		r->dead = true;
	if (r->dead)
		return;
	wake_streams(lg, r);
	if (r->blocked)
		return;
	switch ((enum reader_phase)r->phase) {
	case READER_SETTLING: step_settling(lg, r); break;
	case READER_BEGINNING: step_beginning(lg, r); break;
	case READER_READING: step_reading(lg, r); break;
	case READER_ENDING: break;
	}
	reader_client_send(lg, r, id);
}
