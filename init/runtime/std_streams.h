/* init/runtime/std_streams.h - which standard streams a container gets.
 *
 * A terminal of the host is never handed down: whoever holds a descriptor of it can read what
 * the user types there, change its settings, and its mode and owner. The container gets a
 * pty of its own, or a pipe. Where no container is made, nothing here applies.
 * Errors: die() with a line that names the stream. */
#ifndef INIT_RUNTIME_STD_STREAMS_H
#define INIT_RUNTIME_STD_STREAMS_H

#include "init/handoff/handoff.h"

#include <stdbool.h>

struct std_streams {
	enum handoff_terminal terminal;
	int screen;   /* of 0, 1 and 2 the terminal that the pty's output goes to */
	bool by_pipe; /* what is typed goes through a pipe, line by line */
	int keyboard; /* by_pipe: the host's terminal; -1: none */
	int pipe_fd;  /* by_pipe: the pipe's write end; -1: none */
};

/* Dies if a stream would be a way out of the container. `closed`: process_start's bits. */
void std_streams_check(int closed);

/* Decides; opens nothing. `input`: the command or a service reads standard input. */
void std_streams_plan(struct std_streams *streams, bool container, bool input);

/* Makes the pipe; standard input becomes what the container gets. Before the clone. */
void std_streams_open(struct std_streams *streams, int closed, bool container);

/* After the clone: gives up the ends that only the child needs. */
void std_streams_after_clone(struct std_streams *streams);

#endif
