/* supervisor/output/logger_child.c - PID 1's side of the output: pipes, and the logger beside it. */
#include "supervisor/output/output.h"

#include "conf/base/exits.h"
#include "supervisor/logger/main.h"
#include "supervisor/logger/shared/protocol.h"
#include "supervisor/logger/shared/state.h"
#include "supervisor/output/slots.h"
#include "supervisor/proc/file_read.h"
#include "supervisor/proc/scm_rights.h"
#include "supervisor/service.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define FAILURES_MOST    10
#define WAITS_MOST       8 /* from AGAIN_FIRST on each twice as long: 1.28 s */
#define SHORT_LIVES_MOST 4 /* 80 ms: its services stand still */
#define AGAIN_FIRST      0.01
#define SHORT_LIFE       100 /* msec: of a logger that is not started again at once */

static void fail(struct logs *logs, const char *why)
{
	logs->given_up = true;
	logs->ctx->host->report(REPORT_ERROR,
				"the logger cannot be run (%s): nothing can be logged",
				why);
	logs->ctx->output_events->failed(logs->ctx, CTINIT_EXIT_SETUP, "the logger failed");
}

/* ---- the logger's process ---- */

static int run_logger(void *context)
{
	(void)context;
	return logger_main(SPAWN_RUN_FD);
}

/* The time zone is all it needs. */
static char **environment(const struct context *ctx, char *vars[2])
{
	vars[0] = NULL;
	for (char *const *v = ctx->host->environment; *v != NULL; v++)
		if (strncmp(*v, "TZ=", 3) == 0)
			vars[0] = *v;
	vars[1] = NULL;
	return vars;
}

static pid_t spawn_logger(struct context *ctx, int socket)
{
	static char name[] = "ctinit", verb[] = "log";
	static char *const argv[] = { name, verb, NULL };
	char *vars[2];
	struct spawn_plan plan = { .argv = argv,
				   .envp = environment(ctx, vars),
				   .notify_fd = socket,
				   .notify_as = 3,
				   .directory = "/", /* no file system is kept busy */
				   .null_fd = ctx->null_fd,
				   .mask = ~(uint64_t)0,
				   .umask = 0,
				   .run_fd = socket,
				   .run = run_logger,
				   .exec_fd = ctx->host->binary_fd };
	int report_fd = -1;
	pid_t pid;

	plan.stdio[0] = (struct spawn_stdio){ .fd = -1, .null = true };
	/* Closed, another descriptor of its own would become its stdout. */
	for (int i = 1; i < 3; i++)
		plan.stdio[i] = (struct spawn_stdio){ .fd = ctx->host->stdio[i],
						      .null = ctx->host->stdio[i] < 0 };
	pid = spawn(&plan, &report_fd);
	if (pid > 0)
		close(report_fd); /* its exit code says enough */
	return pid;
}

static void again_after(struct logs *logs, double seconds)
{
	ev_timer_stop(logs->ctx->loop, &logs->again);
	ev_now_update(logs->ctx->loop);
	ev_timer_set(&logs->again, seconds, 0.);
	ev_timer_start(logs->ctx->loop, &logs->again);
}

/* At once, but for one that ends as soon as it begins. */
static void begin_again(struct logs *logs)
{
	uint32_t waits;

	if (clock_now() - logs->started >= SHORT_LIFE)
		logs->short_lives = 0;
	else if (logs->short_lives < SHORT_LIVES_MOST)
		logs->short_lives++;
	waits = logs->failures > 0 ? logs->failures : logs->short_lives;
	waits = waits < WAITS_MOST ? waits : WAITS_MOST;
	again_after(logs, waits > 0 ? AGAIN_FIRST * (double)(1u << (waits - 1)) : 0.);
}

/* Too many processes, no memory, too many descriptors: that may pass, and until then no
 * service can be started either. */
static void cannot_begin(struct logs *logs, int err)
{
	if (logs->failures++ == 0)
		logs->ctx->host->report(REPORT_WARNING, "the logger cannot be started: %s",
					strerror(-err));
	begin_again(logs);
}

/* The new one is to be told everything. */
static void tell_anew(struct logs *logs)
{
	struct context *ctx = logs->ctx;

	logs->removes_told = logs->remove_count = 0;
	logs->hello = logs->go = true;
	logs->style = false;
	logs->yield = logs->yielding = false;
	logs->matches_due = logs->spent_due = 0;
	logs->syslog = logs->syslog_fd >= 0;
	logs->flush = logs->flush_due = logs->flushing;
	logs->drain = logs->draining;
	for (uint32_t i = 0; i < ctx->count; i++) {
		struct log *log = ctx->units[i]->log;

		if (log == NULL || (log->read[0] < 0 && log->read[1] < 0))
			continue;
		log->tell_settings = log->tell_run = true;
		log->tell_end = log->known = false;
		log->tell_spent = false;
		log_stream_enqueue(log);
	}
}

void logger_start(struct logs *logs)
{
	struct context *ctx = logs->ctx;
	int ends[2];
	pid_t pid;

	logs->started = clock_now();
	logs->serving = false;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) {
		cannot_begin(logs, -errno);
		return;
	}
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	scm_rights_refuse(ends[0]);
	pid = spawn_logger(ctx, ends[1]);
	close(ends[1]);
	if (pid < 0) {
		close(ends[0]);
		cannot_begin(logs, pid);
		return;
	}
	logs->socket = ends[0];
	watchdog_reset(logs);
	logs->child.kind = CHILD_LOGGER;
	child_register(ctx, &logs->child, pid);
	io_set(&logs->io, ends[0], EV_READ);
	io_start(ctx->loop, &logs->io);
	tell_anew(logs);
	logger_schedule_send(logs);
}

static void on_again(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct logs *logs = container_of(w, struct logs, again);

	(void)loop;
	if (logs->given_up)
		return;
	if (logs->child.pid == 0 && (revents & EV_TIMER))
		logger_start(logs);
	logger_send_pending(logs);
}

static void matched(struct logs *logs, const struct packet_short *m)
{
	for (uint32_t i = 0; i < logs->ctx->count; i++) {
		struct log *log = logs->ctx->units[i]->log;

		if (log != NULL && log->sources > 0 && log->source == m->id &&
		    log->epoch == m->epoch && log->awaits) {
			log->awaits = false;
			log->unit->ctx->output_events->matched(log->unit);
			return;
		}
	}
}

/* It says what no logger says, or more than it was asked for: it was taken over. Or it has
 * closed its end: then it is no logger any more, and mostly dead already. Its death comes
 * by the reaper. */
static void distrust(struct logs *logs, bool closed)
{
	io_stop(logs->ctx->loop, &logs->io);
	if (!closed)
		logs->ctx->host->report(REPORT_WARNING,
					"the logger says what it never should: killed");
	kill(logs->child.pid, SIGKILL);
}

static void on_io(struct ev_loop *loop, struct io *w)
{
	struct logs *logs = container_of(w, struct logs, io);
	struct packet_short m;
	long kind;

	(void)loop;
	logger_send_pending(logs);
	kind = reply_receive(logs->socket, &m);
	if (kind == REPLY_SERVING && !logs->serving) {
		logs->serving = true;
		logs->failures = 0;
		streams_ask_closable(logs);
		context_pump(logs->ctx); /* a reload may wait for it */
	} else if (kind == REPLY_MATCHED && logs->matches_due > 0) {
		logs->matches_due--;
		matched(logs, &m);
	} else if ((kind == REPLY_PIPES_EMPTY || kind == REPLY_PIPES_CLOSED) &&
		   logs->spent_due > 0) {
		streams_close_reply(logs, &m);
	} else if (kind == REPLY_FLUSHED && logs->flush_due && !logs->flush) {
		logs->flush_due = false;
		logger_flushed(logs);
		message_hold_answered(logs);
	} else if (kind == -ENOMEM) {
		io_later(logs->ctx->loop, w);
	} else if (kind != -EAGAIN) {
		distrust(logs, kind == 0);
	}
}

/* Before it serves its code is the errno of what it cannot do without; what a shell or
 * spawn() says of a program begins at 125. */
static const char *how_it_ended(const struct logs *logs, int wstatus, char how[64])
{
	int code = WIFEXITED(wstatus) ? WEXITSTATUS(wstatus) : 0;
	struct rlimit limit;

	if (logs->serving || code == 0 || code >= CTINIT_EXIT_SETUP)
		return format_wait_status(wstatus, how);
	snprintf(how, 64, "it cannot begin: %s%s", strerror(code),
		 code == ENOMEM && getrlimit(RLIMIT_AS, &limit) == 0 &&
				 limit.rlim_cur != RLIM_INFINITY
			 ? " (ulimit -v)"
			 : "");
	return how;
}

void output_logger_exited(struct child *child, int wstatus)
{
	struct logs *logs = container_of(child, struct logs, child);
	char how[64];

	child->pid = 0;
	io_stop(logs->ctx->loop, &logs->io);
	close(logs->socket);
	logs->socket = -1;
	message_hold_end(logs);
	if (logs->given_up)
		return;
	if (logs->yielding && WIFEXITED(wstatus) && WEXITSTATUS(wstatus) == 0) {
		logger_start(logs); /* who drains, if that was asked for meanwhile */
		return;
	}
	if (logs->draining && WIFEXITED(wstatus) &&
	    (WEXITSTATUS(wstatus) == 0 || WEXITSTATUS(wstatus) == LOGGER_LATE)) {
		logs->given_up = WEXITSTATUS(wstatus) == LOGGER_LATE;
		logger_drained(logs);
		return;
	}
	logs->ctx->host->report(REPORT_WARNING,
				"the logger: %s; another logger replaces it",
				how_it_ended(logs, wstatus, how));
	if (!logs->serving && ++logs->failures >= FAILURES_MOST)
		fail(logs, how);
	else
		begin_again(logs);
	if (logs->given_up && logs->draining)
		logger_drained(logs);
}

void logger_child_init(struct logs *logs)
{
	io_init(&logs->io, on_io);
	ev_init(&logs->again, on_again);
	logger_drain_init(logs);
	watchdog_init(logs);
	message_hold_init(logs);
	stream_close_init(logs);
}

void output_start(struct context *ctx)
{
	if (ctx->logs == NULL)
		return;
	if (conf_bool(conf_init(ctx->conf), CONF_INIT_SYSLOG) &&
	    dev_log_open(ctx->logs) == 0)
		logger_start(ctx->logs);
	output_reconfigure(ctx); /* how many write is known now */
}

static bool has_file(const struct context *ctx)
{
	for (uint32_t i = 0; i < ctx->count; i++) {
		if (conf_is_set(ctx->units[i]->section, CONF_SERVICE_LOG_FILE))
			return true;
	}
	return false;
}

bool output_reopen_files(struct context *ctx)
{
	if (ctx->logs == NULL || ctx->logs->child.pid == 0 || !has_file(ctx))
		return false;
	ctx->logs->reopen = true;
	logger_schedule_send(ctx->logs);
	return true;
}
