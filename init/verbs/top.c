/* init/verbs/top.c - runs `ctinit top`: shows the services live. */
#include "init/verbs/top.h"

#include "conf/base/clock.h"
#include "conf/base/exits.h"
#include "init/client/crash.h"
#include "init/sys/calls.h"
#include "init/verbs/print_line.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#define REFRESH_MS SECONDS(1)
#define PLAIN_MS   SECONDS(5)

/* The other screen, without a cursor, without a wrap at the right edge (xterm). */
#define SCREEN_BEGIN "\033[?1049h\033[?25l\033[?7l"
#define SCREEN_END   "\033[?7h\033[?25h\033[?1049l"

static struct top top;
static struct termios saved_modes;

/* ---- the terminal ---- */

/* Async-signal-safe: also called in a crash. */
static void leave_screen(void)
{
	(void)!write(STDOUT_FILENO, SCREEN_END, strlen(SCREEN_END));
	tcsetattr(STDIN_FILENO, TCSADRAIN, &saved_modes);
}

static void enter_screen(void)
{
	struct termios modes = saved_modes;

	modes.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	modes.c_cc[VMIN] = 1;
	modes.c_cc[VTIME] = 0;
	tcsetattr(STDIN_FILENO, TCSADRAIN, &modes);
	(void)!write(STDOUT_FILENO, SCREEN_BEGIN, strlen(SCREEN_BEGIN));
	screen_measure(&top.screen);
}

/* ---- events ---- */

static void on_top_signal(int number)
{
	switch (number) {
	case SIGINT:
	case SIGTERM:
	case SIGHUP:
	case SIGQUIT: top.over = true; break;
	case SIGWINCH: screen_measure(&top.screen); break;
	case SIGTSTP:
		leave_screen();
		kill(getpid(), SIGSTOP);
		enter_screen();
		break;
	}
}

static void keep_log_line(const struct json_object *line)
{
	if (strcmp(json_text(line, "type"), "line") != 0)
		return;
	snprintf(top.log_lines[top.log_count % TOP_LOG_LINES], TOP_LOG_SIZE, "%s",
		 json_text(line, "text"));
	top.log_count++;
}

/* The message is the last change of state, or why the action failed. */
static void show_progress(const struct json_object *line)
{
	const char *error = json_text(line, "error");

	if (error[0] != '\0')
		snprintf(top.message, sizeof top.message, "%s", error);
	else if (!json_find(line, "ok"))
		snprintf(top.message, sizeof top.message, "%s: %s", json_text(line, "name"),
			 json_text(line, "to"));
}

/* Reads the lines that have arrived. Closes the client at the end of the reply. */
static void read_lines(struct client *c, void (*on_line)(const struct json_object *line))
{
	int len;

	while ((len = client_read_line(c, false)) > 0)
		if (client_parse_line(c))
			on_line(&c->last);
	if (len != -EAGAIN)
		client_close(c);
}

static void wait_for_events(int signal_fd, msec until)
{
	struct pollfd polls[] = { { signal_fd, POLLIN, 0 },
				  { STDIN_FILENO, POLLIN, 0 },
				  { top.log.fd, POLLIN, 0 },
				  { top.action.fd, POLLIN, 0 } };
	msec left = until - clock_now();
	struct signalfd_siginfo info;
	char keys[64];
	ssize_t n;

	if (poll(polls, ARRAY_LEN(polls), left > 0 ? (int)left : 0) <= 0)
		return;
	if (polls[0].revents && read(signal_fd, &info, sizeof info) == sizeof info)
		on_top_signal((int)info.ssi_signo);
	if (polls[1].revents) {
		n = read(STDIN_FILENO, keys, sizeof keys);
		if (n > 0)
			top_keys(&top, keys, (size_t)n);
		top.over |= n <= 0;
	}
	if (polls[2].revents)
		read_lines(&top.log, keep_log_line);
	if (polls[3].revents)
		read_lines(&top.action, show_progress);
}

static void run_live(void)
{
	int signal_fd = sys_signalfd(SYS_ALL_SIGNALS, SFD_CLOEXEC | SFD_NONBLOCK);

	sys_sigmask(SIG_BLOCK, SYS_ALL_SIGNALS, NULL);
	crash_catch(leave_screen);
	top.wake_fds[0] = signal_fd;
	top.wake_fds[1] = STDIN_FILENO;
	enter_screen();
	while (!top.over) {
		msec until = top.listed_at + REFRESH_MS;

		if (clock_now() >= until) {
			top_refresh(&top);
			until = clock_now() + REFRESH_MS;
		}
		top_draw(&top);
		wait_for_events(signal_fd, until);
	}
	leave_screen();
}

/* Prints plain lists: once, or on a terminal again and again. */
static void run_plain(void)
{
	for (;;) {
		top_print_plain(&top);
		if (!top.screen.terminal)
			return;
		poll(NULL, 0, (int)PLAIN_MS);
		top_refresh(&top);
		putchar('\n');
	}
}

static int top_run(const struct process_start *start, int argc, char **argv)
{
	static struct client_options options;
	int code = client_options_read(start, &verb_top, argv, &options);

	(void)argc;
	if (code != 0)
		return code;
	top.verb = &verb_top;
	top.options = &options;
	top.wake_fds[0] = top.wake_fds[1] = -1;
	options.target.no_wait = true;
	top.log.fd = top.action.fd = top.log.received_fd = top.action.received_fd = -1;
	screen_init(&top.screen, stdout);
	top_refresh(&top);
	if (top.listed_at == 0) {
		print_line(stderr, "ctinit top: %s", top.message);
		return CTINIT_EXIT_NO_INIT;
	}
	if (top.screen.smart && tcgetattr(STDIN_FILENO, &saved_modes) == 0)
		run_live();
	else
		run_plain();
	client_close(&top.log);
	client_close(&top.action);
	unit_list_done(&top.list);
	free(top.rows);
	return CTINIT_EXIT_OK;
}

static const struct verb_option top_options[] = { CLIENT_PLACES };

const struct verb verb_top = {
	.name = "top",
	.usage = "[NAME]...",
	.summary = "Show the services live: processes, memory, processor time, and why one "
		   "waits or has failed. Keys sort and filter the list, restart a service "
		   "and follow its log. A terminal that cannot move its cursor gets plain "
		   "lists.",
	.options = top_options,
	.run = top_run,
};
