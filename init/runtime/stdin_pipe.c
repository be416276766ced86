/* init/runtime/stdin_pipe.c - what the user types, into a pipe that is the container's input. */
#include "init/runtime/stdin_pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

#define LOOK_AGAIN 200 /* ms, while a neighbour has the keys */

void typed_init(struct typed *typed, int keyboard, int to)
{
	char path[40];

	*typed = (struct typed){ .from = keyboard, .to = to };
	if (to < 0)
		return;
	fcntl(to, F_SETFL, O_NONBLOCK); /* the description is ours alone */
	/* The keyboard's is shared with the shell: a second one is non-blocking. */
	snprintf(path, sizeof path, "/proc/self/fd/%d", keyboard);
	int own = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (own >= 0)
		typed->from = own;
}

static void finish(struct typed *typed)
{
	if (typed->to >= 0)
		close(typed->to); /* the end of the input */
	typed->to = -1;
}

void typed_polls(struct typed *typed, struct pollfd polls[TYPED_POLLS])
{
	bool on = typed->to >= 0, full = typed->used > 0;
	bool look = on && !full && !typed->away && typed->until == 0;

	polls[0] = (struct pollfd){ look ? typed->from : -1, POLLIN, 0 };
	/* Without POLLOUT: it still says when the last reader is gone. */
	polls[1] = (struct pollfd){ on ? typed->to : -1, full ? POLLOUT : 0, 0 };
}

static bool edits_lines(int terminal)
{
	struct termios state;

	return tcgetattr(terminal, &state) < 0 || state.c_lflag & ICANON;
}

static void take(struct typed *typed, msec now)
{
	if (!edits_lines(typed->from)) {
		typed->until = now + LOOK_AGAIN;
		return;
	}
	ssize_t n = read(typed->from, typed->bytes, sizeof typed->bytes);
	if (n > 0)
		typed->used = (size_t)n;
	else if (n < 0 && errno == EIO && tcgetpgrp(typed->from) != getpgrp())
		typed->away = true;
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		finish(typed);
}

static void give(struct typed *typed)
{
	ssize_t n = write(typed->to, typed->bytes + typed->done, typed->used - typed->done);

	if (n < 0 && errno != EAGAIN && errno != EINTR)
		finish(typed);
	typed->done += n > 0 ? (size_t)n : 0;
	if (typed->done == typed->used)
		typed->done = typed->used = 0;
}

void typed_relay(struct typed *typed, const struct pollfd polls[TYPED_POLLS], msec now)
{
	if (typed->to >= 0 && polls[1].revents & POLLERR)
		finish(typed);
	if (typed->to >= 0 && polls[1].revents & POLLOUT)
		give(typed);
	if (typed->to >= 0 && polls[0].revents)
		take(typed, now);
	if (typed->to >= 0 && typed->used > 0)
		give(typed);
}

int typed_wait(struct typed *typed, msec now)
{
	if (typed->to < 0 || typed->until == 0)
		return -1;
	if (typed->until > now)
		return (int)(typed->until - now);
	typed->until = 0;
	return -1;
}
