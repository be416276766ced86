/* init/runtime/pty.c - relays between the caller's terminal and the container's pty.
 *
 * If input is relayed, the caller's terminal is raw, so ^C and ^Z are bytes. The line
 * discipline of the pty turns them into signals for the foreground group inside. We reopen
 * the caller's terminal, because O_NONBLOCK on the shared open file description would also
 * affect the shell. */
#include "init/runtime/pty.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define DRAIN_MS 1000 /* how long the last output may wait for a stalled terminal */

static int open_own_description(int number, int flags)
{
	char path[40];

	snprintf(path, sizeof path, "/proc/self/fd/%d", number);
	int fd = open(path, flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	return fd < 0 ? number : fd;
}

void pty_init(struct pty *pty, enum handoff_terminal kind, int screen)
{
	*pty = (struct pty){ .master = -1, .kind = kind, .screen = screen };
}

static bool in_background(void)
{
	pid_t foreground = tcgetpgrp(STDIN_FILENO);

	return foreground > 0 && foreground != getpgrp();
}

void pty_attach(struct pty *pty, int master)
{
	if (pty->master >= 0) { /* a container has only one pty */
		close(master);
		return;
	}
	pty->master = master;
	fcntl(master, F_SETFL, fcntl(master, F_GETFL) | O_NONBLOCK);
	pty->out.to = open_own_description(pty->screen, O_WRONLY);
	pty->in.to = pty->out.from = master;
	pty->in.from = -1;
	if (pty->kind == HANDOFF_TERMINAL_WHOLE)
		pty->in.from = open_own_description(STDIN_FILENO, O_RDONLY);
	if (pty->in.from >= 0 && tcgetattr(STDIN_FILENO, &pty->saved) == 0) {
		/* Modes set on the master apply to the slave (tty_ioctl(4)). */
		tcsetattr(master, TCSANOW, &pty->saved);
		pty_resume(pty);
	}
	pty_resize(pty);
}

/* In the background the terminal belongs to the shell: leave it alone until SIGCONT. */
void pty_resume(struct pty *pty)
{
	struct termios raw = pty->saved;

	if (pty->master < 0 || pty->in.from < 0 || in_background())
		return;
	cfmakeraw(&raw);
	pty->raw = tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0;
}

void pty_restore(struct pty *pty)
{
	if (pty->raw)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &pty->saved);
	pty->raw = false;
}

void pty_resize(struct pty *pty)
{
	struct winsize size;

	if (pty->master >= 0 && ioctl(pty->screen, TIOCGWINSZ, &size) == 0)
		ioctl(pty->master, TIOCSWINSZ, &size);
}

void pty_hang_up(struct pty *pty)
{
	if (pty->master >= 0)
		close(pty->master);
	pty->master = -1;
}

void pty_polls(struct pty *pty, struct pollfd polls[PTY_POLLS])
{
	struct pty_direction *streams[2] = { &pty->in, &pty->out };

	for (int i = 0; i < 2; i++) {
		bool full = streams[i]->used > 0;
		bool on = pty->master >= 0;

		polls[2 * i] =
			(struct pollfd){ on && !full ? streams[i]->from : -1, POLLIN, 0 };
		polls[2 * i + 1] =
			(struct pollfd){ on && full ? streams[i]->to : -1, POLLOUT, 0 };
	}
}

bool pty_direction_read(struct pty_direction *stream)
{
	ssize_t n = read(stream->from, stream->bytes, sizeof stream->bytes);

	if (n > 0)
		stream->used = (size_t)n;
	return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

bool pty_direction_write(struct pty_direction *stream)
{
	ssize_t n = write(stream->to, stream->bytes + stream->done,
			  stream->used - stream->done);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	stream->done += (size_t)n;
	if (stream->done == stream->used)
		stream->done = stream->used = 0;
	return true;
}

void pty_relay(struct pty *pty, const struct pollfd polls[PTY_POLLS])
{
	if (polls[3].revents && !pty_direction_write(&pty->out))
		pty_hang_up(pty);
	if (pty->master >= 0 && polls[2].revents && !pty_direction_read(&pty->out)) {
		/* EIO: no process has the slave open. The pidfd reports the end of the
		 * container. */
		pty_hang_up(pty);
	}
	if (pty->master >= 0 && polls[1].revents)
		pty_direction_write(&pty->in);
	if (pty->master >= 0 && polls[0].revents && !pty_direction_read(&pty->in)) {
		if (in_background()) {
			/* Stop ourselves in the background, as SIGTTIN would. */
			pty_restore(pty);
			kill(getpid(), SIGSTOP);
			pty_resume(pty);
		} else {
			pty_hang_up(pty);
		}
	}
}

void pty_drain(struct pty *pty)
{
	while (pty->master >= 0 || pty->out.used) {
		struct pollfd out = { pty->out.to, POLLOUT, 0 };

		if (pty->out.used == 0 &&
		    (!pty_direction_read(&pty->out) || pty->out.used == 0))
			return;
		if (poll(&out, 1, DRAIN_MS) <= 0 || !pty_direction_write(&pty->out))
			return;
	}
}
