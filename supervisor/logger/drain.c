/* supervisor/logger/drain.c - writes all remaining output before the logger exits. */
#include "supervisor/logger/loop.h"
#include "supervisor/logger/reader/log_reader.h"

#include "supervisor/logger/format/log_lines.h"

#include <poll.h>

#define STALL_MSEC 1000 /* the rest is lost if no byte can be written for so long */
#define POLL_MSEC  20

/* Returns true if PID 1's time limit for the drain is over. */
static bool is_late(const struct logger *lg)
{
	return lg->drain_deadline_msec != 0 && clock_msec() >= lg->drain_deadline_msec;
}

static void begin_drain(struct logger *lg)
{
	loop_set_phase(lg, LOOP_DRAINING);
	if (lg->dev_log_fd >= 0)
		dev_log_read(lg);
	for (uint32_t i = 0; i < lg->memory->slot_count; i++) {
		struct source *src = lg->sources[i];

		if (src == NULL)
			continue;
		src->drain_budget = DRAIN_BYTES_MAX;
		src->draining_eof = source_mark_eof(lg, src);
	}
}

/* Reads each source until it is empty or DRAIN_BYTES_MAX bytes were read, and completes the
 * last lines. Returns false if a console blocks a source, or if is_late(). */
static bool read_all(struct logger *lg)
{
	bool blocked = false;

	for (uint32_t i = 0; i < lg->memory->slot_count; i++) {
		struct source *src = lg->sources[i];

		if (src == NULL)
			continue;
		while (src->state != SOURCE_BLOCKED &&
		       (src->drain_budget > 0 || src->draining_eof)) {
			if (is_late(lg))
				return false;
			if (!source_step(lg, src))
				break;
		}
		if (src->state == SOURCE_BLOCKED) {
			blocked = true;
			continue;
		}
		src->drain_budget = 0;
		source_flush_partial(lg, src);
	}
	return !blocked;
}

static bool is_drained(struct logger *lg)
{
	return read_all(lg) && console_flush(&lg->console[0]) &&
	       console_flush(&lg->console[1]);
}

/* Counts lines that were read for stdout: those in its buffer and those in carries. Sets
 * *ret_more if pipes hold more, which is not counted. */
static unsigned long count_unwritten(struct logger *lg, bool *ret_more)
{
	const struct console_pending *pending = &log_memory_current(lg->memory)->console[0];
	unsigned long lines = lines_count(lg->memory->chunk + pending->direct_begin,
					  pending->direct_len) +
			      lines_count(lg->memory->console_buffer[0] + pending->begin,
					  pending->end - pending->begin);

	*ret_more = false;
	for (uint32_t i = 0; i < lg->memory->slot_count; i++) {
		struct source *src = lg->sources[i];

		if (src == NULL || src->console != 0 || !src->stream->settings.console)
			continue;
		lines += lines_count(log_memory_carry(lg->memory, i),
				     lg->memory->source[i].carry_len);
		*ret_more |= source_mark_eof(lg, src) && src->eof_bytes > 0;
	}
	return lines;
}

/* Reports the loss on stderr, which may have a reader even if stdout has none. */
static void give_up(struct logger *lg)
{
	bool more;
	unsigned long lines = count_unwritten(lg, &more);

	if (lines > 0 || more)
		logger_warn(lg,
			    "the container's stdout was not read%s: its last %lu lines%s "
			    "are "
			    "lost",
			    is_late(lg) ? " in time" : "", lines,
			    more ? ", and output still in pipes," : "");
	loop_set_phase(lg, LOOP_GAVE_UP);
	drops_report_all(lg);
	loss_report(lg, true);
	console_flush(&lg->console[1]);
}

/* Waits until a console is writable. Handles packets meanwhile, because PID 1 may shorten
 * the time. Sets *socket to -1 if PID 1 has exited. */
static void wait_for_console(struct logger *lg, int *socket)
{
	struct pollfd p[3] = { { .fd = -1, .events = POLLOUT },
			       { .fd = -1, .events = POLLOUT },
			       { .fd = *socket, .events = POLLIN } };

	for (int i = 0; i < 2; i++)
		if (!console_is_empty(&lg->console[i]))
			p[i].fd = lg->console[i].fd;
	poll(p, 3, POLL_MSEC);
	if (p[2].revents & POLLIN)
		commands_receive(lg);
	if (p[2].revents & POLLHUP)
		*socket = -1;
}

static uint64_t bytes_written(const struct logger *lg)
{
	return lg->console[0].bytes_written + lg->console[1].bytes_written;
}

void drain_run(struct logger *lg)
{
	uint64_t stalled_msec = clock_msec() + STALL_MSEC, written = 0;
	int socket = lg->socket;

	begin_drain(lg);
	while (!is_drained(lg)) {
		uint64_t now = clock_msec();

		if (written != bytes_written(lg))
			stalled_msec = now + STALL_MSEC;
		written = bytes_written(lg);
		if (now >= stalled_msec || is_late(lg)) {
			give_up(lg);
			log_readers_end(lg);
			return;
		}
		wait_for_console(lg, &socket);
		consoles_flush(lg);
	}
	drops_report_all(lg);
	loss_report(lg, true);
	console_flush(&lg->console[0]);
	console_flush(&lg->console[1]);
	log_readers_end(lg);
}
