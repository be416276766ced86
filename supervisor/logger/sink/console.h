/* supervisor/logger/sink/console.h - one of the container's two output streams.
 *
 * Layer:   supervisor/logger/sink. Pending output lies in the log memory.
 * Promise: no call blocks or changes the flags of a descriptor that other processes share.
 * Source:  pipe(7), open(2) O_NONBLOCK, send(2). */
#ifndef SUPERVISOR_LOGGER_SINK_CONSOLE_H
#define SUPERVISOR_LOGGER_SINK_CONSOLE_H

#include "supervisor/logger/shared/log_memory.h"

#include <errno.h>

/* How it is written without blocking. NONE: it is closed, or has no reader and can never
 * have one again, so everything is discarded. REOPENED: through a description of our
 * own, which is non-blocking. POLLED: only when poll(2) reports space. */
enum console_kind {
	CONSOLE_NONE,
	CONSOLE_FILE,
	CONSOLE_REOPENED,
	CONSOLE_SOCKET,
	CONSOLE_POLLED
};

struct console {
	struct log_memory *state;
	int index; /* 0 stdout, 1 stderr */
	int fd;
	enum console_kind kind;
	bool is_terminal;
	bool is_pipe;           /* another reader may open it */
	uint64_t bytes_written; /* to see progress */
	char last_byte;         /* of these; '\0': none */
	bool lost_mid_line; /* bytes were lost after it, perhaps in the middle of a line */
	int write_errno;    /* of the last write; 0 */
};

/* Keeps `fd`, which may be -1, and does not close it. */
void console_open(struct console *console, struct log_memory *state, int index, int fd);
bool console_is_empty(const struct console *console);
/* Writes as much as is possible now. Returns false if something is left. */
bool console_flush(struct console *console);
/* Writes the part of the chunk that is pending unchanged; what cannot be written now is
 * copied to the buffer, so that the chunk is free. */
void console_spill(struct console *console);
/* After a logger that was killed: ends the line that it may have torn, and repeats it. */
void console_recover(struct console *console);
/* Counts lines that were not written, with the reason, to be reported later. */
void console_count_lost(struct console *console, size_t lines, int err);
/* Returns true for the errors that mean: no process reads it. */
static inline bool console_has_no_reader(int err)
{
	return err == EPIPE || err == ECONNRESET || err == ENOTCONN;
}
/* Appends one line of ours, with its newline. Returns false if the buffer has no space
 * for it. */
bool console_append_line(struct console *console, const char *line, size_t len);

#endif
