/* supervisor/logger/sink/console.h - writes to a console, and never blocks.
 *
 * A console is one of the container's two output streams.
 *
 * Layer:   supervisor/logger/sink. Pending output is in the log memory.
 * Promise: no call blocks, or changes the flags of a descriptor that other processes share.
 * Source:  pipe(7), open(2) O_NONBLOCK, send(2). */
#ifndef SUPERVISOR_LOGGER_SINK_CONSOLE_H
#define SUPERVISOR_LOGGER_SINK_CONSOLE_H

#include "supervisor/logger/shared/log_memory.h"

#include <errno.h>

/* How to write to the stream. NONE: discard everything, because the stream is closed or can
 * never have a reader again. REOPENED: through our own, non-blocking open file description.
 * POLLED: only after poll(2) reported space. */
enum console_kind {
	CONSOLE_NONE,
	CONSOLE_FILE,
	CONSOLE_REOPENED,
	CONSOLE_SOCKET,
	CONSOLE_POLLED
};

struct console {
	struct log_memory *memory;
	int index; /* index of the console: 0 stdout, 1 stderr */
	int fd;
	enum console_kind kind;
	bool is_terminal;
	bool is_pipe; /* the stream is a pipe, which may get another reader */
	/* Total bytes written or lost; drain.c uses it to see progress. */
	uint64_t bytes_written;
	char last_byte;     /* last byte that was written; '\0': none yet */
	bool lost_mid_line; /* bytes after last_byte were lost, perhaps within a line */
	int write_errno;    /* errno of the last loss; 0: a write has succeeded since */
};

/* Initializes the console for `fd`, which may be -1 and is never closed. Pending output in
 * the log memory stays. console->fd is `fd`, a new descriptor of the same pipe or terminal,
 * or -1. */
void console_open(struct console *console, struct log_memory *memory, int index, int fd);
/* Returns the pending output of the console. */
static inline const struct console_pending *console_pending(const struct console *console)
{
	return &log_memory_current(console->memory)->console[console->index];
}
/* Returns true if no output is pending. */
static inline bool console_is_empty(const struct console *console)
{
	const struct console_pending *pending = console_pending(console);

	return pending->direct_len == 0 && pending->begin == pending->end;
}
/* Writes the pending output until the stream is full. Returns false if output is left. Text
 * that the stream refuses (no reader, disk full) is counted as lost and not left. */
bool console_flush(struct console *console);
/* Flushes, and copies text of the chunk that cannot be written now to the console's buffer,
 * which must be empty. The chunk can then be reused. */
void console_spill(struct console *console);
/* If a logger was killed during a write, makes the next flush write a newline and then
 * repeat the line that the write may have torn. Call it once, before anything is
 * written. */
void console_recover(struct console *console);
/* Adds lost lines to those that loss.c will report, with the errno of the last loss. */
void console_count_lost(struct console *console, size_t lines, int err);
/* Returns true if the errno of a write means that the stream has no reader. */
static inline bool console_has_no_reader(int err)
{
	return err == EPIPE || err == ECONNRESET || err == ENOTCONN;
}
/* Appends one of our own lines, with its newline, and flushes. Returns false if the buffer
 * has no space for it. */
bool console_append_line(struct console *console, const char *line, size_t len);

#endif
