/* init/runtime/std_streams.h - which standard streams a container gets.
 *
 * A container never gets a terminal of the host: with a descriptor of it, a process can
 * read what the user types, and change its settings, mode and owner. The container gets
 * a pty of its own, or a pipe. Where no container is made, nothing here applies.
 * Errors: die() with a line that names the stream. */
#ifndef INIT_RUNTIME_STD_STREAMS_H
#define INIT_RUNTIME_STD_STREAMS_H

#include "init/handoff/handoff.h"

#include <stdbool.h>

struct std_streams {
	enum handoff_terminal terminal;
	int screen;   /* that of descriptors 0, 1 and 2 to which the pty's output goes */
	bool by_pipe; /* typed lines go through a pipe */
	int keyboard; /* by_pipe: the host's terminal; -1: none */
	int pipe_fd;  /* by_pipe: the pipe's write end; -1: none */
};

/* Dies if a stream would let processes escape from the container. `closed`: bit N is set if
 * descriptor N was closed when ctinit started. */
void std_streams_check(int closed);

/* Decides, and opens nothing. `input`: the command or a service reads standard input. */
void std_streams_plan(struct std_streams *streams, bool container, bool input);

/* Makes the pipe, and makes it standard input. Called before the clone. */
void std_streams_open(struct std_streams *streams, int closed, bool container);

/* After the clone: closes the ends that only the child needs. */
void std_streams_after_clone(struct std_streams *streams);

#endif
