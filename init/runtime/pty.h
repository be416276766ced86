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
	int screen; /* that of descriptors 0, 1 and 2 to which output goes */
	struct termios saved;
	bool raw;
	struct pty_direction in, out;
};

void pty_init(struct pty *pty, enum handoff_terminal kind, int screen);

/* Takes over the master. HANDOFF_TERMINAL_WHOLE: the slave gets the modes and the size
 * of the caller's terminal, which becomes raw. HANDOFF_TERMINAL_OUTPUT: the slave gets
 * only the size; the caller's terminal is not read and keeps its modes. */
void pty_attach(struct pty *pty, int master);

/* Fills four entries for poll(2); fd is -1 where there is nothing to wait for. */
#define PTY_POLLS 4
void pty_polls(struct pty *pty, struct pollfd polls[PTY_POLLS]);
void pty_relay(struct pty *pty, const struct pollfd polls[PTY_POLLS]);

void pty_resize(struct pty *pty);
void pty_hang_up(struct pty *pty); /* our terminal is gone, so the container's is closed */
void pty_drain(struct pty *pty);   /* relays the last output */
void pty_restore(struct pty *pty); /* gives the caller's terminal its old modes */
void pty_resume(struct pty *pty);  /* makes it raw again after a stop */

#endif
