/* init/runtime/pty.h - relays between the caller's terminal and the container's pty.
 *
 * Private to init/runtime. */
#ifndef INIT_RUNTIME_PTY_H
#define INIT_RUNTIME_PTY_H

#include "init/handoff/handoff.h"

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

/* The bytes on their way in one direction. */
struct pty_direction {
	int from, to;
	char bytes[1024];
	size_t used, done; /* bytes[] was filled up to `used`, and written up to `done` */
};

struct pty {
	int master; /* of the container's pty; -1 before it arrives and once it is closed */
	enum handoff_terminal kind;
	int screen;           /* the descriptor, 0 to 2, to which the output is written */
	struct termios saved; /* the modes of the caller's terminal before it became raw */
	bool raw;             /* the caller's terminal is raw now */
	struct pty_direction in, out;
};

void pty_init(struct pty *pty, enum handoff_terminal kind, int screen);

/* Takes over the master of the pty. For HANDOFF_TERMINAL_WHOLE, the pty gets the modes and
 * the size of the caller's terminal, which then becomes raw if we are in the foreground.
 * For HANDOFF_TERMINAL_OUTPUT, the pty gets only the size. The caller's terminal then
 * keeps its modes and is not read. */
void pty_attach(struct pty *pty, int master);

/* Fills four entries for poll(2). An entry that waits for nothing has fd = -1. */
#define PTY_POLLS 4
void pty_polls(struct pty *pty, struct pollfd polls[PTY_POLLS]);
/* Relays the bytes for which poll(2) has reported that a descriptor is ready. */
void pty_relay(struct pty *pty, const struct pollfd polls[PTY_POLLS]);

void pty_resize(struct pty *pty);  /* copies the size of the caller's terminal to the pty */
void pty_hang_up(struct pty *pty); /* closes the pty */
void pty_drain(struct pty *pty);   /* relays the output that is left; may wait */
void pty_restore(struct pty *pty); /* gives the caller's terminal its old modes */
void pty_resume(struct pty *pty);  /* makes the caller's terminal raw in the foreground */

#endif
