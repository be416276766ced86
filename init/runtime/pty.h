/* init/runtime/pty.h - relays between the caller's terminal and the container's pty. */
#ifndef INIT_RUNTIME_PTY_H
#define INIT_RUNTIME_PTY_H

#include "init/handoff/handoff.h"

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

struct pty_direction { /* one direction */
	int from, to;
	char bytes[1024];
	size_t used, done;
};

struct pty {
	int master; /* -1: none yet, or gone */
	enum handoff_terminal kind;
	int screen; /* of 0, 1 and 2 the caller's terminal that output goes to */
	struct termios saved;
	bool raw;
	struct pty_direction in, out;
};

void pty_init(struct pty *pty, enum handoff_terminal kind, int screen);

/* Takes the master. HANDOFF_TERMINAL_WHOLE: the caller's modes and size go to the slave, the
 * caller's terminal becomes raw. HANDOFF_TERMINAL_OUTPUT: only the size goes there, nothing
 * is read from the caller's terminal, and its modes stay as they are. */
void pty_attach(struct pty *pty, int master);

/* Which descriptors to wait for: four entries, fd -1 where not. */
#define PTY_POLLS 4
void pty_polls(struct pty *pty, struct pollfd polls[PTY_POLLS]);
void pty_relay(struct pty *pty, const struct pollfd polls[PTY_POLLS]);

void pty_resize(struct pty *pty);
void pty_hang_up(struct pty *pty); /* our terminal is gone: theirs, too */
void pty_drain(struct pty *pty);   /* what the container still wrote */
void pty_restore(struct pty *pty); /* the caller's terminal as it was */
void pty_resume(struct pty *pty);  /* raw once more, after a stop */

#endif
