/* init/runtime/pty.h - relays between the caller's terminal and the container's pty.
 *
 * Layer: init/runtime, for its room and for `ctinit exec`. */
#ifndef INIT_RUNTIME_PTY_H
#define INIT_RUNTIME_PTY_H

#include "init/handoff/handoff.h"

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

/* Bytes to relay in one direction. */
struct pty_direction {
	int from, to;
	char bytes[1024];
	size_t used, done; /* bytes[] is filled up to `used` and written up to `done` */
};

/* Reads bytes to relay; call it if `used` is 0. Returns false if the other end is closed. */
bool pty_direction_read(struct pty_direction *stream);
/* Writes bytes that were read. Returns false if no process reads them any more. */
bool pty_direction_write(struct pty_direction *stream);

struct pty {
	int master; /* pty master; -1 before it arrives and after it is closed */
	enum handoff_terminal kind;
	int screen;           /* the descriptor, 0 to 2, that shows the output */
	struct termios saved; /* the caller's terminal modes before raw mode */
	bool raw;             /* the caller's terminal is in raw mode */
	struct pty_direction in, out;
};

/* Initializes *pty without a master. */
void pty_init(struct pty *pty, enum handoff_terminal kind, int screen);

/* Takes ownership of the pty master; closes it if there is one already. For
 * HANDOFF_TERMINAL_WHOLE, the pty gets the modes and the size of the caller's terminal,
 * which becomes raw if we are in the foreground. For HANDOFF_TERMINAL_OUTPUT, the pty gets
 * only the size; the caller's terminal keeps its modes and is not read. */
void pty_attach(struct pty *pty, int master);

/* Fills four entries for poll(2). Unused entries have fd = -1. */
#define PTY_POLLS 4
void pty_polls(struct pty *pty, struct pollfd polls[PTY_POLLS]);
/* Relays bytes on the descriptors that poll(2) reported as ready. */
void pty_relay(struct pty *pty, const struct pollfd polls[PTY_POLLS]);

void pty_resize(struct pty *pty);  /* copies the size of the caller's terminal to the pty */
void pty_hang_up(struct pty *pty); /* closes the master, which hangs up the pty */
/* Relays the remaining output. Stops if the terminal takes nothing for a second. */
void pty_drain(struct pty *pty);
void pty_restore(struct pty *pty); /* restores the modes of the caller's terminal */
void pty_resume(struct pty *pty); /* makes the caller's terminal raw if in the foreground */

#endif
