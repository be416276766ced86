/* supervisor/logger/sink/console.h - one of the container's two output streams.
 *
 * Layer:   supervisor/logger/sink. What is on its way lies in the store.
 * Promise: nothing here blocks or changes the flags of a descriptor that others share.
 * Source:  pipe(7), open(2) O_NONBLOCK, send(2). */
#ifndef SUPERVISOR_LOGGER_SINK_CONSOLE_H
#define SUPERVISOR_LOGGER_SINK_CONSOLE_H

#include "supervisor/logger/shared/state.h"

#include <errno.h>

enum outlet { OUTLET_NONE, OUTLET_FILE, OUTLET_OWN, OUTLET_SOCKET, OUTLET_POLLED };

struct out {
	struct log_state *store;
	int which; /* 0 stdout, 1 stderr */
	int fd;
	enum outlet outlet; /* NONE: closed, or nobody will ever read: all is thrown away */
	bool terminal;
	uint64_t written; /* bytes, to see progress */
	char last;        /* the last of them; 0: none */
	bool torn;        /* then something was lost, perhaps in the middle of a line */
	int failed;       /* errno of the last write; 0 */
	bool pipe;        /* another reader may come */
};

/* `fd` is kept, not closed; may be none (-1). */
void console_open(struct out *out, struct log_state *store, int which, int fd);
bool console_is_empty(const struct out *out);
/* Writes what can be written now. False: something is left. */
bool console_flush(struct out *out);
/* What goes unchanged out of the slot leaves it: into the buffer, if it does not go now. */
void console_spill(struct out *out);
/* After a logger that was killed: ends the line it may have torn. */
void console_recover(struct out *out);
/* So many lines were not written, for that reason: to be told. */
void console_count_lost(struct out *out, size_t lines, int err);
/* No process reads it, and none may ever. */
static inline bool console_has_no_reader(int err)
{
	return err == EPIPE || err == ECONNRESET || err == ENOTCONN;
}
/* One line of ours, with its newline; not when it does not fit. */
bool console_append_line(struct out *out, const char *line, size_t len);

#endif
