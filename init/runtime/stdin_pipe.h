/* init/runtime/stdin_pipe.h - what the user types, into a pipe that is the container's input.
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

struct typed {
	int from, to; /* -1: there is none, or it is over */
	bool away;    /* we are in the background, until SIGCONT */
	msec until;   /* not looked at before; 0: looked at */
	char bytes[1024];
	size_t used, done;
};

/* `keyboard` and `to` -1: there is none. */
void typed_init(struct typed *typed, int keyboard, int to);

/* Which descriptors to wait for: two entries. */
#define TYPED_POLLS 2
void typed_polls(struct typed *typed, struct pollfd polls[TYPED_POLLS]);
void typed_relay(struct typed *typed, const struct pollfd polls[TYPED_POLLS], msec now);

/* How long poll(2) may wait for us at most, in ms; -1: as long as it likes. */
int typed_wait(struct typed *typed, msec now);

#endif
