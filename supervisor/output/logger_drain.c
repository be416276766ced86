/* supervisor/output/logger_drain.c - flushes the output after the setups, and drains it at
 * the end.
 *
 * The logger knows the time limit of a drain, and so can report its losses. PID 1 kills it
 * a moment later, because it may be stopped or hang in a write. */
#include "conf/base/clock.h"
#include "supervisor/base/context.h"
#include "supervisor/base/deadline.h"
#include "supervisor/base/timer.h"
#include "supervisor/base/unit.h"
#include "supervisor/output/log_stream.h"
#include "supervisor/output/logger_child.h"

#include <poll.h>
#include <signal.h>

#define FLUSH_SECONDS    1
#define CHECK_INTERVAL   SECONDS(1)
#define QUIET_CHECKS_MAX 5 /* more than the second after which the logger gives up */
#define DRAIN_MAX        SECONDS(3600) /* limit for a shutdown without a deadline */
#define DRAIN_MIN        100           /* msec, enough for a reader that is ready */

void logger_flushed(struct logger_child *logger)
{
	if (logger->wait != WAIT_FLUSH)
		return;
	logger->wait = WAIT_NONE;
	ev_timer_stop(logger->ctx->loop, &logger->wait_timer);
	logger->ctx->output_events->flushed(logger->ctx);
}

void logger_drained(struct logger_child *logger)
{
	logger->wait = WAIT_NONE;
	ev_timer_stop(logger->ctx->loop, &logger->wait_timer);
	logger->ctx->output_events->drained(logger->ctx);
}

/* Arms the next check: after a second, or at the deadline if that is sooner. */
static void arm_next_check(struct logger_child *logger)
{
	msec left = logger->drain_deadline - clock_now();

	left = left < 0 ? 0 : left;
	left = left < CHECK_INTERVAL ? left : CHECK_INTERVAL;
	timer_arm(logger->ctx->loop, &logger->wait_timer, (double)left / 1e3);
}

static void check_drain(struct logger_child *logger)
{
	if (watchdog_check(logger))
		logger->quiet_checks = 0;
	else
		logger->quiet_checks++;
	if (logger->quiet_checks < QUIET_CHECKS_MAX &&
	    clock_now() < logger->drain_deadline) {
		arm_next_check(logger);
		return;
	}
	logger->ctx->host->report(REPORT_WARNING, "the output was not written in time");
	if (logger->child.pid > 0)
		kill(logger->child.pid, SIGKILL);
	logger_move(logger, LOGGER_ON_LATE, NULL);
	logger_drained(logger);
}

static void on_wait_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	struct logger_child *logger = container_of(w, struct logger_child, wait_timer);

	(void)loop;
	(void)revents;
	if (logger->wait == WAIT_FLUSH)
		logger_flushed(logger);
	else
		check_drain(logger);
}

void logger_drain_init(struct logger_child *logger)
{
	ev_init(&logger->wait_timer, on_wait_timer);
}

bool output_flush(struct context *ctx)
{
	struct logger_child *logger = ctx->logger;

	if (logger == NULL || !logger_phase_has_process(logger->phase) ||
	    logger->wait == WAIT_DRAIN)
		return false;
	logger->wait = WAIT_FLUSH;
	logger->flush_expected = true;
	logger_enqueue(logger, SEND_FLUSH);
	timer_arm(ctx->loop, &logger->wait_timer, FLUSH_SECONDS);
	return true;
}

/* Gives the logger the time that the shutdown leaves now. */
static void set_drain_time(struct logger_child *logger)
{
	msec time = shutdown_limit(logger->ctx, DRAIN_MAX);

	logger->drain_deadline =
		clock_now() + (time < DRAIN_MIN ? DRAIN_MIN : time) + DRAIN_REPORT_TIME;
	logger_enqueue(logger, SEND_DRAIN);
	arm_next_check(logger);
}

bool output_drain(struct context *ctx)
{
	struct logger_child *logger = ctx->logger;

	if (logger == NULL || logger->phase == LOGGER_FAILED ||
	    (logger->phase == LOGGER_NONE && !output_has_unread(ctx)))
		return false;
	logger->wait = WAIT_DRAIN;
	logger->to_send &= ~(uint32_t)SEND_FLUSH;
	logger_move(logger, LOGGER_ON_NEEDED, NULL);
	if (logger->child.pid > 0) /* another process may have stopped the logger */
		kill(logger->child.pid, SIGCONT);
	logger->quiet_checks = 0;
	set_drain_time(logger);
	return true;
}

void output_drain_sooner(struct context *ctx)
{
	struct logger_child *logger = ctx->logger;

	if (logger != NULL && logger->wait == WAIT_DRAIN)
		set_drain_time(logger);
}

/* ---- unread output ---- */

/* poll(2) does not take the lock of the pipe, but FIONREAD does. After a poll(2) later
 * writes to the pipe are slower (logger/source/wakeup.c). That does no harm here: the
 * writers are dead, or no logger serves. */
static bool has_unread(const struct log_stream *stream)
{
	for (int i = 0; stream != NULL && i < 2; i++) {
		struct pollfd p = { .fd = stream->read_end[i], .events = POLLIN };

		if (p.fd >= 0 && poll(&p, 1, 0) == 1 && (p.revents & POLLIN))
			return true;
	}
	return false;
}

bool output_has_unread(const struct context *ctx)
{
	for (uint32_t i = 0; ctx->logger != NULL && i < ctx->count; i++) {
		if (has_unread(ctx->units[i]->log))
			return true;
	}
	return false;
}

bool log_stream_has_unread(const struct unit *u)
{
	const struct logger_child *logger = u->ctx->logger;

	return logger != NULL && logger->phase != LOGGER_FAILED &&
	       logger->phase != LOGGER_SERVING && has_unread(u->log);
}
