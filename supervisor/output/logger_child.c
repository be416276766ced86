/* supervisor/output/logger_child.c - starts the logger and moves it from phase to phase. */
#include "supervisor/output/logger_child.h"

#include "conf/base/clock.h"
#include "conf/base/exits.h"
#include "supervisor/base/context.h"
#include "supervisor/base/timer.h"
#include "supervisor/child/table.h"
#include "supervisor/logger/logger_main.h"
#include "supervisor/output/log_stream.h"
#include "supervisor/proc/scm_rights.h"
#include "supervisor/proc/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKOFF_FIRST   0.01 /* first delay in seconds; it doubles each time */
#define BACKOFFS_MAX    8    /* limits the delay to 1.28 s */
#define SHORT_LIFE      100  /* msec: after a shorter life the next logger must wait */
#define SHORT_LIVES_MAX 4    /* limits that wait to 80 ms, because services are blocked */

/* ---- the logger process ---- */

static int run_logger(void *context)
{
	(void)context;
	return logger_main(SPAWN_RUN_FD);
}

/* Returns the environment of the logger: only TZ. */
static char **logger_environment(const struct context *ctx, char *vars[2])
{
	vars[0] = NULL;
	for (char *const *v = ctx->host->environment; *v != NULL; v++)
		if (strncmp(*v, "TZ=", 3) == 0)
			vars[0] = *v;
	vars[1] = NULL;
	return vars;
}

static pid_t spawn_logger(const struct context *ctx, int socket)
{
	static char name[] = "ctinit", verb[] = "log";
	static char *const argv[] = { name, verb, NULL };
	char *vars[2];
	struct spawn_plan plan = { .argv = argv,
				   .envp = logger_environment(ctx, vars),
				   .notify_fd = socket,
				   .notify_as = 3,
				   .directory = "/", /* keeps no other file system busy */
				   .null_fd = ctx->null_fd,
				   .mask = ~(uint64_t)0,
				   .umask = 0,
				   .run_fd = socket,
				   .run = run_logger,
				   .exec_fd = ctx->host->binary_fd };
	int report_fd = -1;
	pid_t pid;

	plan.stdio[0] = (struct spawn_stdio){ .fd = -1, .null = true };
	/* A closed stream becomes /dev/null. Otherwise another descriptor of the logger
	 * would get its number. */
	for (int i = 1; i < 3; i++)
		plan.stdio[i] = (struct spawn_stdio){ .fd = ctx->host->stdio[i],
						      .null = ctx->host->stdio[i] < 0 };
	pid = spawn(&plan, &report_fd);
	/* We need no report: the exit code says why a logger could not begin. */
	if (pid > 0)
		close(report_fd);
	return pid;
}

/* Starts the logger. Returns our end of its socket, or a negative errno. */
static int spawn_with_socket(struct logger_child *logger, pid_t *ret_pid)
{
	int ends[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return -errno;
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	scm_rights_refuse(ends[0]);
	pid = spawn_logger(logger->ctx, ends[1]);
	close(ends[1]);
	if (pid < 0) {
		close(ends[0]);
		return pid;
	}
	*ret_pid = pid;
	return ends[0];
}

/* Queues all packets that a new logger needs. The only reply that it owes is the one to a
 * running output_flush(). */
static void enqueue_everything(struct logger_child *logger)
{
	struct context *ctx = logger->ctx;
	uint32_t packets = SEND_HELLO | SEND_START |
			   (logger->to_send & (SEND_REOPEN | SEND_LOG_READERS));

	logger->removed_sent = logger->removed_count = 0;
	logger->removed_overflow = false;
	logger->matches_expected = logger->close_replies_expected = 0;
	logger->flush_expected = logger->wait == WAIT_FLUSH;
	if (logger->dev_log_fd >= 0)
		packets |= SEND_DEV_LOG;
	if (logger->wait == WAIT_FLUSH)
		packets |= SEND_FLUSH;
	if (logger->wait == WAIT_DRAIN)
		packets |= SEND_DRAIN;
	logger->to_send = packets;
	for (uint32_t i = 0; i < ctx->count; i++) {
		struct log_stream *stream = ctx->units[i]->log;

		if (stream == NULL)
			continue;
		stream->to_send = 0;
		stream->settings_sent = false;
		if (log_stream_is_open(stream))
			log_stream_enqueue(stream,
					   STREAM_SEND_SETTINGS | STREAM_SEND_PROCESS);
		else if (stream->slot_count > 0 && stream->ring_size > 0)
			log_stream_enqueue(stream, STREAM_SEND_RING);
	}
	logger_schedule_send(logger);
}

static void start_logger(struct logger_child *logger)
{
	struct context *ctx = logger->ctx;
	pid_t pid = 0;
	int socket;

	logger->started = clock_now();
	socket = spawn_with_socket(logger, &pid);
	if (socket < 0) {
		/* Tries again, because the cause may pass and no service can start until
		 * then. */
		if (logger->failures++ == 0)
			ctx->host->report(REPORT_WARNING,
					  "the logger cannot be started: %s",
					  strerror(-socket));
		logger_move(logger, LOGGER_ON_NOT_STARTED, NULL);
		return;
	}
	logger->socket = socket;
	watchdog_reset(logger);
	logger->child.kind = CHILD_LOGGER;
	child_register(ctx, &logger->child, pid);
	io_set(&logger->socket_io, socket, EV_READ);
	io_start(ctx->loop, &logger->socket_io);
	enqueue_everything(logger);
}

/* ---- phases ---- */

/* The next logger starts at once if the dead one has served for a while, because services
 * are blocked. */
static void schedule_restart(struct logger_child *logger)
{
	struct context *ctx = logger->ctx;
	uint32_t backoffs;

	if (clock_now() - logger->started >= SHORT_LIFE)
		logger->short_lives = 0;
	else if (logger->short_lives < SHORT_LIVES_MAX)
		logger->short_lives++;
	backoffs = logger->failures > 0 ? logger->failures : logger->short_lives;
	backoffs = backoffs < BACKOFFS_MAX ? backoffs : BACKOFFS_MAX;
	timer_arm(ctx->loop, &logger->restart_timer,
		  backoffs > 0 ? BACKOFF_FIRST * (double)(1u << (backoffs - 1)) : 0.);
}

static void welcome_logger(struct logger_child *logger)
{
	logger->failures = 0;
	streams_ask_closable(logger);
	context_pump(logger->ctx); /* a reload may wait for the logger */
}

static void end_container(struct logger_child *logger, const char *why)
{
	struct context *ctx = logger->ctx;

	ctx->host->report(REPORT_ERROR,
			  "the logger cannot be run (%s): nothing can be logged", why);
	ctx->output_events->failed(ctx, CTINIT_EXIT_SETUP, "the logger failed");
}

void logger_move(struct logger_child *logger, enum logger_event on, const char *why)
{
	struct logger_move move = logger_next(logger->phase, on);

	if (!move.known) {
		logger->ctx->host->report(REPORT_ERROR, "bug: logger: %s while %s",
					  logger_event_name(on),
					  logger_phase_name(logger->phase));
		return;
	}
	logger->phase = move.to;
	switch (move.order) {
	case LOGGER_DO_NOTHING: break;
	case LOGGER_DO_START: start_logger(logger); break;
	case LOGGER_DO_START_LATER: schedule_restart(logger); break;
	case LOGGER_DO_WELCOME: welcome_logger(logger); break;
	case LOGGER_DO_SEND_HANDOVER: logger_enqueue(logger, SEND_HANDOVER); break;
	case LOGGER_DO_END_CONTAINER: end_container(logger, why); break;
	case LOGGER_ORDER_COUNT: break;
	}
}
