/* init/runtime/std_streams.h - decides which standard streams a container gets.
 *
 * A container never gets a host terminal: a process could read the user's keys and change
 * the settings, mode and owner of the terminal. So the container gets its own pty, or a
 * pipe.
 * Errors: the functions call die() with a line that names the stream.
 *
 * Private to init/runtime. */
#ifndef INIT_RUNTIME_STD_STREAMS_H
#define INIT_RUNTIME_STD_STREAMS_H

#include "init/handoff/handoff.h"

#include <stdbool.h>

struct std_streams {
	enum handoff_terminal terminal;
	int screen;   /* shows the pty's output: descriptor 0 to 2; -1 without a terminal */
	bool by_pipe; /* typed lines reach the container through a pipe */
	int keyboard; /* the terminal that we read lines from; -1 without `by_pipe` */
	int pipe_fd;  /* the write end of the pipe; -1 without `by_pipe` */
};

/* Dies if a process could escape from the container through a standard stream. Bit N of
 * `closed` is set if descriptor N was closed at startup. */
void std_streams_check(int closed);

/* Decides which streams the container gets. Opens nothing. `input` is true if the command
 * or a service reads standard input. */
void std_streams_plan(struct std_streams *streams, bool container, bool input);

/* If the plan has a pipe, makes it and replaces the standard input with its read end.
 * Replaces these streams with /dev/null: a terminal on standard input that is not relayed,
 * a terminal that is hung up, and the placeholder of a closed stream if it is a directory.
 * Does nothing without `container`. Call it before the clone. */
void std_streams_open(struct std_streams *streams, int closed, bool container);

/* Replaces the read end of the pipe, which only the child needs, with /dev/null. Call it in
 * the parent, after the clone. */
void std_streams_after_clone(struct std_streams *streams);

#endif
