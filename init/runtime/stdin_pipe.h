/* init/runtime/stdin_pipe.h - copies what the user types into a pipe.
 *
 * The pipe is the standard input of the container. The terminal keeps its mode: it edits
 * and echoes lines and turns ^C into a signal. We read only in that mode (ICANON). If
 * another program of the pipeline has switched it off, as less does, the keys are for
 * that program. */
#ifndef INIT_RUNTIME_STDIN_PIPE_H
#define INIT_RUNTIME_STDIN_PIPE_H

#include "conf/base/base.h"

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

struct stdin_pipe {
	int from, to; /* -1: no pipe, or it is closed */
	bool away;    /* we are in the background, until SIGCONT */
	msec until;   /* the terminal is not read before; 0: it is read */
	char bytes[1024];
	size_t used, done;
};

/* `keyboard` and `to` are -1 if there is no pipe. */
void stdin_pipe_init(struct stdin_pipe *input, int keyboard, int to);

/* Fills two entries for poll(2). */
#define STDIN_PIPE_POLLS 2
void stdin_pipe_polls(struct stdin_pipe *input, struct pollfd polls[STDIN_PIPE_POLLS]);
void stdin_pipe_relay(struct stdin_pipe *input, const struct pollfd polls[STDIN_PIPE_POLLS],
		      msec now);

/* Returns how long poll(2) may wait, in ms; -1: without a limit. */
int stdin_pipe_wait(struct stdin_pipe *input, msec now);

#endif
