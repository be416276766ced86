/* init/verbs/exec_session.c - relays between our standard streams and a command that the
 * init runs for us. */
#include "init/verbs/exec_session.h"

#include "conf/base/exits.h"
#include "conf/base/signal_names.h"
#include "init/client/crash.h"
#include "init/sys/calls.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define POLL_SIGNALS 0
#define POLL_CLIENT  1
#define POLL_STREAMS 2
#define POLL_COUNT   (POLL_STREAMS + 6)

/* ---- a crash of our own must not leave the terminal raw ---- */

static struct pty *crash_pty;

static void restore_terminal(void)
{
	pty_restore(crash_pty);
}

/* ---- pipes ---- */

int exec_session_pipes(struct exec_session *s, int ret_fds[3])
{
	for (int i = 0; i < 3; i++) {
		int ends[2];
		int ours = i == 0 ? 1 : 0; /* we write to its standard input */

		if (pipe2(ends, O_CLOEXEC) < 0)
			return -errno;
		ret_fds[i] = ends[1 - ours];
		fcntl(ends[ours], F_SETFL, O_NONBLOCK);
		s->streams[i].from = i == 0 ? STDIN_FILENO : ends[0];
		s->streams[i].to = i == 0 ? ends[1] : i;
	}
	return 0;
}

/* Fills two entries for poll(2) as pty_polls() does. */
static void stream_polls(const struct pty_direction *stream, struct pollfd polls[2])
{
	bool full = stream->used > 0;

	polls[0] = (struct pollfd){ full ? -1 : stream->from, POLLIN, 0 };
	polls[1] = (struct pollfd){ full ? stream->to : -1, POLLOUT, 0 };
}

static void close_stream(struct exec_session *s, int i)
{
	close(i == 0 ? s->streams[i].to : s->streams[i].from);
	s->streams[i].from = s->streams[i].to = -1;
	s->streams[i].used = 0;
}

static void relay_pipes(struct exec_session *s, const struct pollfd polls[6])
{
	for (int i = 0; i < 3; i++) {
		struct pty_direction *stream = &s->streams[i];
		bool open = true;

		if (stream->from < 0)
			continue;
		if (polls[2 * i + 1].revents)
			open = pty_direction_write(stream);
		else if (polls[2 * i].revents)
			open = pty_direction_read(stream);
		if (!open)
			close_stream(s, i);
	}
}

/* Relays the output that is in the pipes. A process that the command left behind may keep
 * them open, so this ends when they are empty. */
static void drain_pipes(struct exec_session *s)
{
	for (int i = 1; i < 3; i++) {
		struct pty_direction *stream = &s->streams[i];

		while (stream->from >= 0 &&
		       (stream->used > 0 ||
			(pty_direction_read(stream) && stream->used > 0)))
			if (!pty_direction_write(stream))
				close_stream(s, i);
	}
}

/* ---- events ---- */

static void pass_signal(struct exec_session *s, int number)
{
	char name[16], why[128];
	const char *const words[] = { "signal", signal_name(number, name), NULL };

	client_send(&s->client, words, NULL, 0, &TEXT(why));
}

static void stop_ourselves(struct exec_session *s)
{
	pty_restore(&s->pty);
	kill(getpid(), SIGSTOP);
	pty_resume(&s->pty);
	pty_resize(&s->pty);
}

static void on_session_signal(struct exec_session *s, int number)
{
	switch (number) {
	case SIGCHLD:
	case SIGPIPE:
	case SIGTTIN:
	case SIGTTOU: return;
	case SIGWINCH: pty_resize(&s->pty); return;
	case SIGTSTP: stop_ourselves(s); return;
	case SIGCONT:
		pty_resume(&s->pty);
		pty_resize(&s->pty);
		return;
	case SIGHUP: pty_hang_up(&s->pty);
	}
	pass_signal(s, number);
}

static void on_reply(struct exec_session *s)
{
	const struct json_object *line = &s->client.last;
	const char *end = json_text(line, "signal");
	int number = signal_parse(end);

	if (strcmp(json_text(line, "type"), "started") == 0) {
		if (s->client.received_fd >= 0)
			pty_attach(&s->pty, s->client.received_fd);
		s->client.received_fd = -1;
	} else if (json_is_true(line, "ok")) {
		s->code = number > 0 ? CTINIT_EXIT_SIGNAL + number
				     : (int)json_number(line, "code", 0) & 0xff;
	} else if (json_find(line, "ok") != NULL) {
		s->code = (int)json_number(line, "exit", CTINIT_EXIT_FAILED) & 0xff;
		snprintf(s->error, sizeof s->error, "%s", json_text(line, "error"));
	}
}

static void read_replies(struct exec_session *s)
{
	int len;

	while (s->code < 0 && (len = client_read_line(&s->client, false)) > 0)
		if (client_parse_line(&s->client))
			on_reply(s);
	if (s->code < 0 && len != -EAGAIN) {
		s->code = CTINIT_EXIT_NO_INIT;
		snprintf(s->error, sizeof s->error, "the init is gone");
	}
}

static void wait_for_events(struct exec_session *s)
{
	struct pollfd polls[POLL_COUNT] = { { s->signal_fd, POLLIN, 0 },
					    { s->client.fd, POLLIN, 0 } };
	struct signalfd_siginfo info;
	nfds_t count = POLL_COUNT;

	if (s->terminal) {
		pty_polls(&s->pty, polls + POLL_STREAMS);
		count = POLL_STREAMS + PTY_POLLS;
	}
	for (int i = 0; !s->terminal && i < 3; i++)
		stream_polls(&s->streams[i], polls + POLL_STREAMS + 2 * i);
	if (poll(polls, count, -1) < 0)
		return;
	if (polls[POLL_SIGNALS].revents &&
	    read(s->signal_fd, &info, sizeof info) == sizeof info)
		on_session_signal(s, (int)info.ssi_signo);
	if (s->terminal)
		pty_relay(&s->pty, polls + POLL_STREAMS);
	else
		relay_pipes(s, polls + POLL_STREAMS);
	if (polls[POLL_CLIENT].revents)
		read_replies(s);
}

int exec_session_run(struct exec_session *s)
{
	s->code = -1;
	pty_init(&s->pty, HANDOFF_TERMINAL_WHOLE, STDOUT_FILENO);
	crash_pty = &s->pty;
	crash_catch(restore_terminal);
	s->signal_fd = sys_signalfd(SYS_ALL_SIGNALS, SFD_CLOEXEC | SFD_NONBLOCK);
	while (s->code < 0)
		wait_for_events(s);
	if (s->terminal)
		pty_drain(&s->pty);
	else
		drain_pipes(s);
	pty_restore(&s->pty);
	return s->code;
}
