/* supervisor/control/exec_command.c - runs commands of clients beside the services. */
#include "supervisor/control/exec_command.h"

#include "conf/base/exits.h"
#include "conf/base/signal_names.h"
#include "supervisor/base/io.h"
#include "supervisor/base/timer.h"
#include "supervisor/child/table.h"
#include "supervisor/control/reply.h"
#include "supervisor/proc/scm_rights.h"
#include "supervisor/proc/signal_process.h"
#include "supervisor/proc/spawn.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define KILL_SECONDS 2. /* from SIGHUP to SIGKILL, after the client has left */
#define LOOK_SECONDS 2. /* between looks whether the client of a hanging start has left */
#define LINE_SIZE    64 /* of a line of the client: signal NAME */

struct exec_command {
	struct context *ctx;
	struct child child;
	int fd;           /* the connection; -1: none */
	struct io io;     /* of the connection, when the program runs */
	struct io report; /* of the start */
	ev_timer timer;
	bool initialized, hung_up;
	char program[64];
};

static struct exec_command commands[EXEC_COMMANDS_MAX];

static struct exec_command *free_command(void)
{
	for (unsigned i = 0; i < EXEC_COMMANDS_MAX; i++)
		if (commands[i].child.pid == 0)
			return &commands[i];
	return NULL;
}

bool exec_commands_have_room(void)
{
	return free_command() != NULL;
}

/* ---- the connection ---- */

static void close_connection(struct exec_command *command)
{
	if (command->fd < 0)
		return;
	io_stop(command->ctx->loop, &command->io);
	socket_close_discarding(command->fd);
	command->fd = -1;
}

/* The client has got little, so the socket has room for the last line. */
static void send_last(struct exec_command *command, const struct reply *reply)
{
	if (command->fd >= 0)
		(void)!send(command->fd, reply->page, reply->used,
			    MSG_DONTWAIT | MSG_NOSIGNAL);
	close_connection(command);
}

static void send_error(struct exec_command *command, int code, const char *text)
{
	char page[CONTROL_LINE_MAX];
	struct reply reply = { .page = page };

	reply_error(&reply, code, "%s", text);
	send_last(command, &reply);
}

static void send_end(struct exec_command *command, int wstatus)
{
	char page[CONTROL_LINE_MAX], name[16];
	struct reply reply = { .page = page };

	reply_begin(&reply, NULL);
	if (WIFEXITED(wstatus))
		reply_number(&reply, "code", WEXITSTATUS(wstatus));
	else
		reply_text(&reply, "signal", signal_name(WTERMSIG(wstatus), name));
	reply_end(&reply);
	send_last(command, &reply);
}

/* Our child is not reaped yet, so its number and that of its group are its own. */
static void signal_command(const struct exec_command *command, int number)
{
	if (command->child.pid > 0 && kill(-command->child.pid, number) < 0)
		kill(command->child.pid, number); /* it has no session yet */
}

static void hang_up(struct exec_command *command)
{
	close_connection(command);
	command->hung_up = true;
	signal_command(command, SIGHUP);
	signal_command(command, SIGCONT);
	timer_arm(command->ctx->loop, &command->timer, KILL_SECONDS);
}

/* Handles "signal NAME", without its newline. Ignores everything else. */
static void on_line(const struct exec_command *command, char *line)
{
	static const char word[] = "signal ";
	int number;

	if (strncmp(line, word, sizeof word - 1) != 0)
		return;
	number = signal_parse(line + sizeof word - 1);
	if (number > 0)
		signal_command(command, number);
}

/* A client that sends descriptors or too long lines is dropped: to receive a descriptor can
 * block us when we close it. */
static void on_connection(struct ev_loop *loop, struct io *io)
{
	struct exec_command *command = container_of(io, struct exec_command, io);
	char line[LINE_SIZE], *end;
	struct iovec part = { line, sizeof line };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
	ssize_t n = recvmsg(io->fd, &message, MSG_PEEK | MSG_DONTWAIT);

	(void)loop;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	end = n > 0 ? memchr(line, '\n', (size_t)n) : NULL;
	if (n <= 0 || (message.msg_flags & MSG_CTRUNC) ||
	    (end == NULL && n == (ssize_t)sizeof line)) {
		hang_up(command);
		return;
	}
	if (end == NULL) {
		io_later(command->ctx->loop, io); /* the rest of the line follows */
		return;
	}
	recv(io->fd, line, (size_t)(end + 1 - line), MSG_DONTWAIT);
	*end = '\0';
	on_line(command, line);
}

/* ---- the start ---- */

static void close_report(struct exec_command *command)
{
	io_stop(command->ctx->loop, &command->report);
	close(command->report.fd);
	io_set(&command->report, -1, EV_READ);
}

/* Reads the report of the start. The child has ended if `dead` is true. */
static void read_start(struct exec_command *command, bool dead)
{
	struct spawn_report report;
	char text[256];
	ssize_t n;

	if (command->report.fd < 0)
		return;
	n = read(command->report.fd, &report, sizeof report);
	if (n < 0 && !dead)
		return;
	close_report(command);
	if (!command->hung_up)
		ev_timer_stop(command->ctx->loop, &command->timer);
	if (n == (ssize_t)sizeof report) {
		snprintf(text, sizeof text, "cannot %s%s%s: %s",
			 spawn_step_word(report.step),
			 report.step == SPAWN_STEP_EXEC ? " " : "",
			 report.step == SPAWN_STEP_EXEC ? command->program : "",
			 strerror(report.err));
		send_error(command, spawn_exit_code(&report), text);
	} else if (!dead && command->fd >= 0) {
		io_set(&command->io, command->fd, EV_READ);
		io_start(command->ctx->loop, &command->io);
	}
}

static void on_start_report(struct ev_loop *loop, struct io *io)
{
	(void)loop;
	read_start(container_of(io, struct exec_command, report), false);
}

/* A start may hang, on a file system for example; its client may then leave. */
static void on_exec_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct exec_command *command = container_of(w, struct exec_command, timer);
	struct pollfd p = { .fd = command->fd };

	(void)revents;
	if (command->hung_up) {
		signal_command(command, SIGKILL);
		return;
	}
	if (poll(&p, 1, 0) > 0 && (p.revents & (POLLHUP | POLLERR)))
		hang_up(command);
	else
		timer_arm(loop, w, LOOK_SECONDS);
}

int exec_command_start(struct context *ctx, struct spawn_plan *plan)
{
	struct exec_command *command = free_command();
	int report_fd;
	pid_t pid;

	if (command == NULL)
		return -EBUSY;
	pid = spawn(plan, &report_fd);
	if (pid < 0)
		return pid;
	if (!command->initialized) {
		command->child.kind = CHILD_COMMAND;
		io_init(&command->io, on_connection);
		io_init(&command->report, on_start_report);
		ev_init(&command->timer, on_exec_timer);
		command->initialized = true;
	}
	command->ctx = ctx;
	command->fd = plan->client->fd;
	command->hung_up = false;
	snprintf(command->program, sizeof command->program, "%s", plan->argv[0]);
	child_register(ctx, &command->child, pid);
	io_set(&command->report, report_fd, EV_READ);
	io_start(ctx->loop, &command->report);
	timer_arm(ctx->loop, &command->timer, LOOK_SECONDS);
	return 0;
}

/* ---- the end ---- */

void exec_command_exited(struct child *child, pid_t pid, int wstatus)
{
	struct exec_command *command = container_of(child, struct exec_command, child);

	kill_group_of_dead(pid);
	read_start(command, true);
	ev_timer_stop(command->ctx->loop, &command->timer);
	send_end(command, wstatus);
	child->pid = 0;
}

void exec_commands_end(void)
{
	for (unsigned i = 0; i < EXEC_COMMANDS_MAX; i++) {
		struct exec_command *command = &commands[i];

		if (command->child.pid == 0)
			continue;
		send_error(command, CTINIT_EXIT_FAILED, "the container ends");
		if (command->report.fd >= 0)
			close_report(command);
		hang_up(command);
		ev_timer_stop(command->ctx->loop, &command->timer);
	}
}
