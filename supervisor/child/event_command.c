/* supervisor/child/event_command.c - runs the command of [init] on-event. */
#include "supervisor/child/event_command.h"

#include "conf/base/clock.h"
#include "conf/base/timestamp.h"
#include "supervisor/base/format.h"
#include "supervisor/base/ratelimit.h"
#include "supervisor/base/scratch.h"
#include "supervisor/base/timer.h"
#include "supervisor/child/channel_pool.h"
#include "supervisor/child/event_text.h"
#include "supervisor/child/table.h"
#include "supervisor/proc/env.h"
#include "supervisor/proc/memory_file.h"
#include "supervisor/proc/signal_process.h"
#include "supervisor/proc/spawn.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct event_command {
	struct context *ctx;
	struct child child;
	ev_timer timer; /* starts the next command, or ends the running one */
	ev_timer wait;  /* ends event_command_wait() */
	void (*idle)(struct context *ctx);
	int report_fd; /* the report pipe of the running command; -1: none */
	bool timed_out, stopped;
	uint32_t first, count; /* the queue is a ring */
	unsigned long dropped; /* events that had no place, not reported yet */
	msec last_report;
	struct event queue[EVENT_QUEUE];
};

/* ---- one command ---- */

static void complain(struct event_command *command, const char *what)
{
	if (ratelimit_allows(&command->last_report))
		command->ctx->host->report(REPORT_WARNING, "on-event: %s", what);
}

static void copy_text(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from != NULL ? from : "");
}

static int make_stdin(const struct event *event)
{
	char text[EVENT_JSON_MAX];
	size_t len = event_json(event, text);
	int fd = memory_file("ctinit-event", false);

	if (fd >= 0 &&
	    (write(fd, text, len) != (ssize_t)len || lseek(fd, 0, SEEK_SET) < 0)) {
		close(fd);
		return -EIO;
	}
	return fd;
}

/* Makes argv and the environment in the scratch memory. */
static int fill_plan(const struct event_command *command, const struct event *event,
		     struct spawn_plan *plan, struct env *env)
{
	struct context *ctx = command->ctx;
	char line[EVENT_REASON_MAX + EVENT_NAME_MAX], *copy, **argv;
	unsigned i = 0;
	size_t count, n;
	char *const *words = conf_words(conf_init(ctx->conf), CONF_INIT_ON_EVENT, &count);
	int r = env_init(env, &ctx->scratch);

	if (r == 0)
		r = env_add_all(env, ctx->host->environment);
	while (r == 0 && (n = event_variable(event, &i, line, sizeof line)) > 0) {
		copy = env_alloc(env, n + 1);
		if (copy == NULL)
			return -ENOSPC;
		memcpy(copy, line, n);
		copy[n] = '\0';
		r = env_set_word(env, copy, conf_assignment_name(copy));
	}
	argv = env_alloc(env, (count + 1) * sizeof *argv);
	if (r < 0 || argv == NULL)
		return r < 0 ? r : -ENOSPC;
	memcpy(argv, words, count * sizeof *argv);
	argv[count] = NULL;
	plan->argv = argv;
	plan->envp = env->vars;
	plan->path = env_get(env, "PATH", 4);
	return count > 0 ? 0 : -ENOENT;
}

static pid_t spawn_command(struct event_command *command, const struct event *event,
			   int stdin_fd)
{
	struct context *ctx = command->ctx;
	struct spawn_plan plan = { .notify_fd = -1,
				   .null_fd = ctx->null_fd,
				   .umask = 022,
				   .mask = ctx->host->inherited_mask,
				   .ignored = ctx->host->inherited_ignored,
				   .inherited_open_files =
					   ctx->host->inherited_open_files };
	struct env env;
	pid_t pid;
	int r;

	ctx->scratch.used = 0;
	r = fill_plan(command, event, &plan, &env);
	plan.stdio[0] = (struct spawn_stdio){ .fd = stdin_fd };
	/* ctinit's stdout is for services only. */
	for (int i = 1; i < 3; i++)
		plan.stdio[i] = (struct spawn_stdio){ .fd = ctx->host->stdio[2],
						      .null = ctx->host->stdio[2] < 0 };
	pid = r < 0 ? r : spawn(&plan, &command->report_fd);
	scratch_trim(ctx);
	return pid;
}

static void start_next(struct event_command *command)
{
	const struct event *event = &command->queue[command->first];
	char text[96];
	int fd;
	pid_t pid;

	if (command->dropped > 0) {
		command->ctx->host->report(REPORT_WARNING,
					   "on-event: %lu events were dropped, because the "
					   "command is too slow",
					   command->dropped);
		command->dropped = 0;
	}
	fd = make_stdin(event);
	pid = fd < 0 ? fd : spawn_command(command, event, fd);
	if (fd >= 0)
		close(fd);
	command->first = (command->first + 1) % EVENT_QUEUE;
	command->count--;
	if (pid < 0) {
		snprintf(text, sizeof text, "cannot start a process: %s", strerror(-pid));
		complain(command, text);
		return;
	}
	command->timed_out = false;
	child_register(command->ctx, &command->child, pid);
	timer_arm(command->ctx->loop, &command->timer, EVENT_TIMEOUT / 1e3);
}

/* Starts the next command, or calls `idle` if there is none. */
static void step(struct event_command *command)
{
	void (*idle)(struct context * ctx) = command->idle;

	while (command->child.pid == 0 && command->count > 0 && !command->stopped)
		start_next(command);
	if (command->child.pid > 0 || idle == NULL)
		return;
	command->idle = NULL;
	ev_timer_stop(command->ctx->loop, &command->wait);
	idle(command->ctx);
}

static void on_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct event_command *command = container_of(w, struct event_command, timer);

	(void)loop;
	(void)revents;
	if (command->child.pid == 0) {
		step(command);
		return;
	}
	command->timed_out = true;
	kill_process(command->child.pid, -1, true);
}

static void on_wait(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct event_command *command = container_of(w, struct event_command, wait);
	void (*idle)(struct context * ctx) = command->idle;

	(void)loop;
	(void)revents;
	event_command_stop(command->ctx);
	command->idle = NULL;
	if (idle != NULL)
		idle(command->ctx);
}

/* Returns true if the program could not be run, and reports why. */
static bool read_report(struct event_command *command)
{
	struct spawn_report report;
	char *const *words;
	size_t count;
	char text[256];
	ssize_t n = command->report_fd < 0
			    ? 0
			    : read(command->report_fd, &report, sizeof report);

	if (command->report_fd >= 0)
		close(command->report_fd);
	command->report_fd = -1;
	if (n != (ssize_t)sizeof report)
		return false;
	words = conf_words(conf_init(command->ctx->conf), CONF_INIT_ON_EVENT, &count);
	snprintf(text, sizeof text, "%s: cannot %s: %s", count > 0 ? words[0] : "",
		 spawn_step_word(report.step), strerror(report.err));
	complain(command, text);
	return true;
}

void event_command_exited(struct context *ctx, pid_t pid, int wstatus)
{
	struct event_command *command = ctx->event_command;
	char text[96], status[64];

	command->child.pid = 0;
	ev_timer_stop(ctx->loop, &command->timer);
	kill_group_of_dead(pid);
	if (read_report(command) || command->stopped) {
		/* reported, or not of interest any more */
	} else if (command->timed_out) {
		complain(command, "the command was killed, because it took more than 10 s");
	} else if (wstatus != 0) {
		snprintf(text, sizeof text, "the command %s",
			 format_wait_status(wstatus, status));
		complain(command, text);
	}
	step(command);
}

/* ---- the queue ---- */

void event_push(struct context *ctx, const struct event_facts *facts)
{
	struct event_command *command = ctx->event_command;
	struct event *event;

	if (command == NULL || command->stopped ||
	    !conf_is_set(conf_init(ctx->conf), CONF_INIT_ON_EVENT))
		return;
	if (command->count == EVENT_QUEUE) {
		command->dropped++;
		return;
	}
	event = &command->queue[(command->first + command->count++) % EVENT_QUEUE];
	*event = (struct event){ .kind = (uint8_t)facts->kind,
				 .code = (int16_t)facts->code,
				 .from = facts->from,
				 .to = facts->to,
				 .at_ms = (int64_t)(timestamp_now() / 1000) };
	copy_text(event->service, sizeof event->service,
		  facts->unit != NULL ? unit_name(facts->unit) : "");
	copy_text(event->reason, sizeof event->reason, facts->reason);
	/* Not now: an order of the core is being carried out. */
	if (command->child.pid == 0 && !ev_is_active(&command->timer))
		timer_arm(ctx->loop, &command->timer, 0.);
}

bool event_command_wait(struct context *ctx, msec longest,
			void (*idle)(struct context *ctx))
{
	struct event_command *command = ctx->event_command;

	if (command == NULL || command->stopped ||
	    (command->child.pid == 0 && command->count == 0))
		return false;
	command->idle = idle;
	timer_arm(ctx->loop, &command->wait, (double)longest / 1e3);
	return true;
}

void event_command_stop(struct context *ctx)
{
	struct event_command *command = ctx->event_command;
	unsigned long lost;

	if (command == NULL || command->stopped)
		return;
	command->stopped = true;
	lost = command->dropped + command->count + (command->child.pid > 0);
	command->count = 0;
	ev_timer_stop(ctx->loop, &command->timer);
	ev_timer_stop(ctx->loop, &command->wait);
	if (command->child.pid > 0)
		kill_process(command->child.pid, -1, true);
	if (lost > 0)
		ctx->host->report(REPORT_WARNING,
				  "on-event: the container ends before the command got "
				  "%lu events",
				  lost);
}

void event_command_configure(struct context *ctx, const struct conf *conf)
{
	struct event_command *command = ctx->event_command;

	if (command != NULL || !conf_is_set(conf_init(conf), CONF_INIT_ON_EVENT))
		return;
	command = calloc(1, sizeof *command);
	if (command == NULL) {
		ctx->host->report(REPORT_WARNING, "on-event: no memory; no command is run");
		return;
	}
	command->ctx = ctx;
	command->child.kind = CHILD_EVENT;
	command->report_fd = -1;
	ev_init(&command->timer, on_timer);
	ev_init(&command->wait, on_wait);
	ctx->event_command = command;
}

void event_command_free(struct context *ctx)
{
	struct event_command *command = ctx->event_command;

	if (command == NULL)
		return;
	ev_timer_stop(ctx->loop, &command->timer);
	ev_timer_stop(ctx->loop, &command->wait);
	if (command->report_fd >= 0)
		close(command->report_fd);
	free(command);
	ctx->event_command = NULL;
}
