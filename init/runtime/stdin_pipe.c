/* init/runtime/stdin_pipe.c - copies what the user types into a pipe. */
#include "init/runtime/stdin_pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

#define RECHECK_MSEC 200 /* how often to check whether another program uses the terminal */

void stdin_pipe_init(struct stdin_pipe *input, int keyboard, int to)
{
	char path[40];

	*input = (struct stdin_pipe){ .from = keyboard, .to = to };
	if (to < 0)
		return;
	/* No other process shares this open file description. */
	fcntl(to, F_SETFL, O_NONBLOCK);
	/* Reopen the keyboard, because the shell shares its open file description. */
	snprintf(path, sizeof path, "/proc/self/fd/%d", keyboard);
	int own = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (own >= 0)
		input->from = own;
}

static void close_pipe(struct stdin_pipe *input)
{
	/* The container then reads end of file. */
	if (input->to >= 0)
		close(input->to);
	input->to = -1;
}

void stdin_pipe_polls(struct stdin_pipe *input, struct pollfd polls[STDIN_PIPE_POLLS])
{
	bool on = input->to >= 0, full = input->used > 0;
	bool look = on && !full && !input->away && input->until == 0;

	polls[0] = (struct pollfd){ look ? input->from : -1, POLLIN, 0 };
	/* Even without POLLOUT, poll(2) reports that the last reader has closed the
	 * pipe. */
	polls[1] = (struct pollfd){ on ? input->to : -1, full ? POLLOUT : 0, 0 };
}

static bool edits_lines(int terminal)
{
	struct termios state;

	return tcgetattr(terminal, &state) < 0 || state.c_lflag & ICANON;
}

static void read_terminal(struct stdin_pipe *input, msec now)
{
	if (!edits_lines(input->from)) {
		input->until = now + RECHECK_MSEC;
		return;
	}
	ssize_t n = read(input->from, input->bytes, sizeof input->bytes);
	if (n > 0)
		input->used = (size_t)n;
	else if (n < 0 && errno == EIO && tcgetpgrp(input->from) != getpgrp())
		input->away = true;
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		close_pipe(input);
}

static void write_pipe(struct stdin_pipe *input)
{
	ssize_t n = write(input->to, input->bytes + input->done, input->used - input->done);

	if (n < 0 && errno != EAGAIN && errno != EINTR)
		close_pipe(input);
	input->done += n > 0 ? (size_t)n : 0;
	if (input->done == input->used)
		input->done = input->used = 0;
}

void stdin_pipe_relay(struct stdin_pipe *input, const struct pollfd polls[STDIN_PIPE_POLLS],
		      msec now)
{
	if (input->to >= 0 && polls[1].revents & POLLERR)
		close_pipe(input);
	if (input->to >= 0 && polls[1].revents & POLLOUT)
		write_pipe(input);
	if (input->to >= 0 && polls[0].revents)
		read_terminal(input, now);
	if (input->to >= 0 && input->used > 0)
		write_pipe(input);
}

int stdin_pipe_wait(struct stdin_pipe *input, msec now)
{
	if (input->to < 0 || input->until == 0)
		return -1;
	if (input->until > now)
		return (int)(input->until - now);
	input->until = 0;
	return -1;
}
