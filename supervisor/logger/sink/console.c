/* supervisor/logger/sink/console.c - writes to a console, and never blocks. */
#include "supervisor/logger/sink/console.h"

#include "supervisor/logger/format/log_lines.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* PIPE_BUF: if poll(2) reports that a pipe is writable, a write of this size does not
 * block. */
#define POLLED_BYTES_MAX 4096u

/* Reopens a pipe or a terminal: the new open file description is only ours, so it may be
 * non-blocking. Does not reopen a file: the new description would have its own offset, and
 * a write to a file does not block. */
void console_open(struct console *console, struct log_memory *memory, int index, int fd)
{
	char path[40];
	struct stat st;

	*console = (struct console){ .memory = memory, .index = index, .fd = fd };
	if (fd < 0 || fstat(fd, &st) < 0) {
		console->fd = -1;
		return;
	}
	console->is_terminal = S_ISCHR(st.st_mode) && isatty(fd);
	console->is_pipe = S_ISFIFO(st.st_mode);
	if (S_ISSOCK(st.st_mode)) {
		console->kind = CONSOLE_SOCKET;
		return;
	}
	console->kind = CONSOLE_FILE;
	if (S_ISREG(st.st_mode))
		return;
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	int reopened = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	console->kind = reopened >= 0 ? CONSOLE_REOPENED : CONSOLE_POLLED;
	if (reopened >= 0)
		console->fd = reopened;
}

/* Returns a copy for changes; log_memory_commit() makes it valid. */
static struct console_pending *change_pending(struct console *console)
{
	return &log_memory_begin(console->memory)->console[console->index];
}

static ssize_t write_polled(const struct console *console, const char *text, size_t len)
{
	struct pollfd p = { .fd = console->fd, .events = POLLOUT };

	if (poll(&p, 1, 0) != 1) {
		errno = EAGAIN;
		return -1;
	}
	return write(console->fd, text, len < POLLED_BYTES_MAX ? len : POLLED_BYTES_MAX);
}

static ssize_t write_some(const struct console *console, const char *text, size_t len)
{
	switch (console->kind) {
	case CONSOLE_SOCKET:
		return send(console->fd, text, len, MSG_DONTWAIT | MSG_NOSIGNAL);
	case CONSOLE_POLLED: return write_polled(console, text, len);
	case CONSOLE_NONE: return (ssize_t)len;
	case CONSOLE_FILE:
	case CONSOLE_REOPENED: break;
	}
	return write(console->fd, text, len);
}

static void mark_written(struct console *console, size_t n)
{
	struct console_pending *pending = change_pending(console);
	size_t direct = n < pending->direct_len ? n : pending->direct_len;

	pending->write_started = 0;
	pending->direct_begin += (uint32_t)direct;
	pending->direct_len -= (uint32_t)direct;
	pending->begin += (uint32_t)(n - direct);
	if (pending->begin == pending->end)
		pending->begin = pending->end = 0;
	log_memory_commit(console->memory);
	console->bytes_written += n;
}

static void mark_write_started(struct console *console)
{
	change_pending(console)->write_started = 1;
	log_memory_commit(console->memory);
}

/* Writes the newline after a torn line. Returns false and sets errno on failure; line_torn
 * then stays set, for later loggers, too. */
static bool end_torn_line(struct console *console)
{
	if (!console_pending(console)->line_torn)
		return true;
	if (write_some(console, "\n", 1) < 0)
		return false;
	change_pending(console)->line_torn = 0;
	log_memory_commit(console->memory);
	return true;
}

/* After a loss in the middle of a line, the next text begins a new line. Returns false and
 * sets errno if the newline cannot be written. */
static bool end_lost_line(struct console *console)
{
	bool in_line = console->last_byte != '\n' && console->last_byte != '\0';

	if (console->lost_mid_line && in_line && write_some(console, "\n", 1) < 0)
		return false;
	console->lost_mid_line = false;
	return true;
}

static ssize_t write_next(struct console *console, const char *text, size_t len)
{
	ssize_t n;

	if (!end_torn_line(console) || !end_lost_line(console))
		return -1;
	n = write_some(console, text, len);
	if (n > 0) {
		console->last_byte = text[n - 1];
		console->write_errno = 0;
	}
	return n;
}

void console_count_lost(struct console *console, size_t lines, int err)
{
	struct console_pending *pending = change_pending(console);

	pending->lost_lines += lines;
	pending->lost_errno = (uint32_t)err;
	log_memory_commit(console->memory);
}

/* If the disk is full or a pipe has no reader, only this text is lost. If a connection is
 * lost, all further text is lost. */
static void lose_text(struct console *console, const char *text, size_t len, int err)
{
	console->write_errno = err;
	console->lost_mid_line = true;
	if (console_has_no_reader(err) && !console->is_pipe)
		console->kind = CONSOLE_NONE;
	console_count_lost(console, lines_count(text, len), err);
}

bool console_flush(struct console *console)
{
	while (!console_is_empty(console)) {
		const struct console_pending *pending = console_pending(console);
		bool direct = pending->direct_len > 0;
		const char *text =
			direct ? console->memory->chunk + pending->direct_begin
			       : console->memory->console_buffer[console->index] +
					 pending->begin;
		size_t len = direct ? pending->direct_len : pending->end - pending->begin;
		ssize_t n;

		mark_write_started(console);
		n = write_next(console, text, len);
		if (n < 0 && errno != EAGAIN && errno != EINTR) {
			lose_text(console, text, len, errno);
			n = (ssize_t)len;
		}
		mark_written(console, n > 0 ? (size_t)n : 0);
		if (n < 0 && errno == EAGAIN)
			return false;
	}
	return true;
}

/* Returns the beginning of the line at `offset`, but at least `from`. */
static uint32_t line_begin(const char *text, uint32_t from, uint32_t offset)
{
	const char *nl = offset > from ? memrchr(text + from, '\n', offset - from) : NULL;

	if (nl != NULL)
		return (uint32_t)(nl + 1 - text);
	return offset > from ? from : offset;
}

/* Also copies the beginning of the line that is written already, because console_recover()
 * may have to repeat the whole line. */
void console_spill(struct console *console)
{
	struct log_memory *memory = console->memory;
	const struct log_memory_version *now = log_memory_current(memory);
	struct console_pending *pending;
	uint32_t from = now->phase == CHUNK_FULL ? now->begin : 0, line;

	if (console_flush(console) || console_pending(console)->direct_len == 0)
		return;
	pending = change_pending(console);
	line = line_begin(memory->chunk, from, pending->direct_begin);
	memcpy(memory->console_buffer[console->index], memory->chunk + line,
	       pending->direct_begin - line + pending->direct_len);
	pending->begin = pending->direct_begin - line;
	pending->end = pending->begin + pending->direct_len;
	pending->direct_len = 0;
	log_memory_commit(memory);
}

void console_recover(struct console *console)
{
	struct log_memory *memory = console->memory;
	const struct log_memory_version *now = log_memory_current(memory);
	struct console_pending *pending;
	uint32_t from = now->phase == CHUNK_FULL ? now->begin : 0, line;

	if (!console_pending(console)->write_started)
		return;
	pending = change_pending(console);
	pending->write_started = 0;
	pending->line_torn = 1;
	if (pending->direct_len > 0) {
		line = line_begin(memory->chunk, from, pending->direct_begin);
		pending->direct_len += pending->direct_begin - line;
		pending->direct_begin = line;
	} else {
		pending->begin = line_begin(memory->console_buffer[console->index], 0,
					    pending->begin);
	}
	log_memory_commit(memory);
}

bool console_append_line(struct console *console, const char *line, size_t len)
{
	struct console_pending *pending;

	if (console_pending(console)->end + len > CONSOLE_BUFFER_SIZE)
		return false;
	pending = change_pending(console);
	memcpy(console->memory->console_buffer[console->index] + pending->end, line, len);
	pending->end += (uint32_t)len;
	log_memory_commit(console->memory);
	console_flush(console);
	return true;
}
