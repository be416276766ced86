/* init/runtime/stdin_pipe.h - copies what the user types into a pipe.
 *
 * The pipe is the standard input of the container. The terminal keeps its modes: it edits
 * and echoes lines, and turns ^C into a signal. We read only while it edits lines
 * (ICANON). If another program of the pipeline, such as less, has switched ICANON off, the
 * keys are for that program.
 *
 * Private to init/runtime. */
#ifndef INIT_RUNTIME_STDIN_PIPE_H
#define INIT_RUNTIME_STDIN_PIPE_H

#include "conf/base/base.h"

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

struct stdin_pipe {
	int from;   /* the terminal */
	int to;     /* the write end of the pipe; -1 if there is none or it is closed */
	bool away;  /* we are in the background, and read no more until SIGCONT */
	msec until; /* the time until which the terminal is not read; 0 if it is read */
	char bytes[1024];
	size_t used, done; /* bytes[] was filled up to `used`, and written up to `done` */
};

/* Takes over both descriptors. They are -1 if there is no pipe. */
void stdin_pipe_init(struct stdin_pipe *input, int keyboard, int to);

/* Fills two entries for poll(2). An entry that waits for nothing has fd = -1. */
#define STDIN_PIPE_POLLS 2
void stdin_pipe_polls(struct stdin_pipe *input, struct pollfd polls[STDIN_PIPE_POLLS]);
/* Copies the bytes for which poll(2) has reported that a descriptor is ready. */
void stdin_pipe_relay(struct stdin_pipe *input, const struct pollfd polls[STDIN_PIPE_POLLS],
		      msec now);

/* Returns how long poll(2) may wait, in ms, or -1 if there is no limit. Allows reading the
 * terminal again when the time `until` has come. */
int stdin_pipe_wait(struct stdin_pipe *input, msec now);

#endif
