/* init/runtime/std_streams.h - decides which standard streams a container gets.
 *
 * A container never gets a terminal of the host. With a descriptor of it, a process could
 * read the user's keys, and change the settings, mode and owner of the terminal. So the
 * container gets a pty of its own, or a pipe.
 * Errors: the functions call die() with a line that names the stream.
 *
 * Private to init/runtime. */
#ifndef INIT_RUNTIME_STD_STREAMS_H
#define INIT_RUNTIME_STD_STREAMS_H

#include "init/handoff/handoff.h"

#include <stdbool.h>

struct std_streams {
	enum handoff_terminal terminal;
	int screen;   /* gets the pty's output: descriptor 0 to 2; -1: none is a terminal */
	bool by_pipe; /* typed lines reach the container through a pipe */
	int keyboard; /* the terminal from which lines are read; -1 without `by_pipe` */
	int pipe_fd;  /* the write end of the pipe; -1 without `by_pipe` */
};

/* Dies if a process could escape from the container through a standard stream. Bit N of
 * `closed` is set if descriptor N was closed when ctinit started. */
void std_streams_check(int closed);

/* Decides which streams there will be, and opens nothing. `input` is true if the command
 * or a service reads standard input. */
void std_streams_plan(struct std_streams *streams, bool container, bool input);

/* Makes the pipe the standard input, if there is one. Replaces by /dev/null a standard
 * input that is a terminal but is not relayed, terminals that are hung up, and a directory
 * that stands for a closed stream. Does nothing without `container`. Called before the
 * clone. */
void std_streams_open(struct std_streams *streams, int closed, bool container);

/* If there is a pipe, replaces its read end, which only the child needs, by /dev/null.
 * Called after the clone. */
void std_streams_after_clone(struct std_streams *streams);

#endif
