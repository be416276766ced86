/* init/runtime/stdin_pipe.h - copies what the user types into a pipe.
 *
 * The terminal stays as it is: it edits lines, echoes them and makes signals of ^C. We read
 * only while it is in that mode (ICANON): when a neighbour in the pipeline has switched it
 * off, as less does, the keys are for the neighbour. */
#ifndef INIT_RUNTIME_STDIN_PIPE_H
#define INIT_RUNTIME_STDIN_PIPE_H

#include "conf/base/base.h"

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

struct stdin_pipe {
	int from, to; /* -1: there is none, or it is over */
	bool away;    /* we are in the background, until SIGCONT */
	msec until;   /* not looked at before; 0: looked at */
	char bytes[1024];
	size_t used, done;
};

/* `keyboard` and `to` -1: there is none. */
void stdin_pipe_init(struct stdin_pipe *input, int keyboard, int to);

/* Which descriptors to wait for: two entries. */
#define STDIN_PIPE_POLLS 2
void stdin_pipe_polls(struct stdin_pipe *input, struct pollfd polls[STDIN_PIPE_POLLS]);
void stdin_pipe_relay(struct stdin_pipe *input, const struct pollfd polls[STDIN_PIPE_POLLS],
		      msec now);

/* How long poll(2) may wait for us at most, in ms; -1: as long as it likes. */
int stdin_pipe_wait(struct stdin_pipe *input, msec now);

#endif
