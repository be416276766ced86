/* supervisor/output/message_hold.c - prints a failed service's last lines before our
 * message.
 *
 * The last lines of a service often explain why it failed, but the logger may not have read
 * them when PID 1 reaps the service. So we hold our own messages until the logger has
 * written all earlier output, at most 200 ms. Only these messages are delayed. */
#include "supervisor/base/context.h"
#include "supervisor/base/timer.h"
#include "supervisor/output/logger_child.h"

#define HOLD_SECONDS 0.2

static void release_messages(struct logger_child *logger)
{
	if (logger->hold == HOLD_NONE)
		return;
	logger->hold = HOLD_NONE;
	ev_timer_stop(logger->ctx->loop, &logger->hold_timer);
	logger->ctx->host->hold(false);
}

static void on_hold_timer(struct ev_loop *loop, ev_timer *w, int revents)
{
	(void)loop;
	(void)revents;
	release_messages(container_of(w, struct logger_child, hold_timer));
}

void message_hold_init(struct logger_child *logger)
{
	ev_init(&logger->hold_timer, on_hold_timer);
}

static void request_flush(struct logger_child *logger)
{
	logger->flush_expected = true;
	logger_enqueue(logger, SEND_FLUSH);
}

/* Returns true if a logger runs that will reply to a flush. */
static bool can_flush(const struct logger_child *logger)
{
	return (logger->phase == LOGGER_STARTING || logger->phase == LOGGER_SERVING) &&
	       logger->wait != WAIT_DRAIN;
}

void output_hold_messages(struct context *ctx)
{
	struct logger_child *logger = ctx->logger;

	if (ctx->host->hold == NULL || logger == NULL || !ctx->setups_over ||
	    !can_flush(logger))
		return;
	if (logger->hold == HOLD_NONE) {
		logger->hold = HOLD_ONCE;
		ctx->host->hold(true);
		timer_arm(ctx->loop, &logger->hold_timer, HOLD_SECONDS);
	}
	/* The reply to a running flush covers only the output before it. */
	if (logger->flush_expected)
		logger->hold = HOLD_AGAIN;
	else
		request_flush(logger);
}

void message_hold_answered(struct logger_child *logger)
{
	if (logger->hold == HOLD_AGAIN && logger->wait != WAIT_DRAIN) {
		logger->hold = HOLD_ONCE;
		request_flush(logger);
	} else {
		release_messages(logger);
	}
}

void message_hold_end(struct logger_child *logger)
{
	release_messages(logger);
}
