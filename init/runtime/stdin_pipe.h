/* init/runtime/stdin_pipe.h - copies what the user types into a pipe.
 *
 * The pipe is the standard input of the container. The terminal keeps its modes: it edits
 * and echoes lines, and turns ^C into a signal. If another program of the pipeline, such as
 * less, has switched ICANON off, the keys are for that program and we do not read.
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
	int to;     /* write end of the pipe; -1 if none or closed */
	bool away;  /* we are in the background: do not read until SIGCONT */
	msec until; /* the time until which we do not read the terminal; 0 if we may */
	char bytes[1024];
	size_t used, done; /* bytes[] is filled up to `used` and written up to `done` */
};

/* Takes ownership of both descriptors. They are -1 if there is no pipe. */
void stdin_pipe_init(struct stdin_pipe *input, int keyboard, int to);

/* Fills two entries for poll(2). Unused entries have fd = -1. */
#define STDIN_PIPE_POLLS 2
void stdin_pipe_polls(struct stdin_pipe *input, struct pollfd polls[STDIN_PIPE_POLLS]);
/* Copies bytes on the descriptors that poll(2) reported as ready. */
void stdin_pipe_relay(struct stdin_pipe *input, const struct pollfd polls[STDIN_PIPE_POLLS],
		      msec now);

/* Returns how long poll(2) may wait, in ms, or -1 for no limit. Allows reading the terminal
 * again once `until` has passed. */
int stdin_pipe_wait(struct stdin_pipe *input, msec now);

#endif
