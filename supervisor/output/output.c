/* supervisor/output/output.c - creates, reconfigures and frees the log of the services. */
#include "supervisor/output/output.h"

#include "supervisor/base/context.h"
#include "supervisor/child/channel_pool.h"
#include "supervisor/logger/shared/log_memory.h"
#include "supervisor/output/log_memory_new.h"
#include "supervisor/output/log_stream.h"
#include "supervisor/output/logger_child.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static int logger_child_new(struct context *ctx, const struct output_needs *needs)
{
	struct logger_child *logger = calloc(1, sizeof *logger);
	int r;

	if (logger == NULL)
		return -ENOMEM;
	*logger = (struct logger_child){ .ctx = ctx,
					 .log_memory_fd = -1,
					 .dev_log_fd = -1,
					 .socket = -1,
					 .files = needs->files };
	logger->last = &logger->first;
	ctx->logger = logger;
	logger_events_init(logger);
	logger_drain_init(logger);
	watchdog_init(logger);
	message_hold_init(logger);
	stream_close_init(logger);
	r = log_memory_new(logger, needs);
	if (r < 0)
		output_free(ctx);
	return r;
}

int output_reserve(struct context *ctx, const struct conf *conf)
{
	struct output_needs needs = output_needs_of(conf);
	int r = 0;

	if (needs.slots == 0)
		return 0;
	if (ctx->logger == NULL)
		r = logger_child_new(ctx, &needs);
	if (r == 0 && needs.services > 0)
		channels_reserve(ctx, needs.services * 2);
	return r;
}

void output_start(struct context *ctx)
{
	struct logger_child *logger = ctx->logger;

	if (logger == NULL)
		return;
	if (conf_bool(conf_init(ctx->conf), CONF_INIT_SYSLOG) && dev_log_open(logger) == 0)
		logger_move(logger, LOGGER_ON_NEEDED, NULL);
	output_reconfigure(ctx); /* called last, because /dev/log may count as a writer */
}

void output_send_style(struct context *ctx)
{
	struct logger_child *logger = ctx->logger;

	if (logger != NULL && logger->socket >= 0 && !(logger->to_send & SEND_HELLO))
		logger_enqueue(logger, SEND_STYLE);
}

bool output_is_stuck(const struct context *ctx)
{
	return ctx->logger != NULL &&
	       log_memory_console_is_stuck(ctx->logger->log_memory_fd);
}

/* A reload neither creates nor removes /dev/log. */
void output_reconfigure(struct context *ctx)
{
	struct logger_child *logger = ctx->logger;
	struct output_needs needs;

	if (logger == NULL)
		return;
	needs = output_needs_of(ctx->conf);
	logger->many_writers = needs.writers + (logger->dev_log_fd >= 0) > 1;
	/* Never removes a right, because the last output of services that the reload stops
	 * still goes to their files. */
	if (needs.files > logger->files) {
		logger->files = needs.files;
		logger_move(logger, LOGGER_ON_REPLACE, NULL);
		logger_schedule_send(logger);
	}
	logger->to_send &= ~(uint32_t)(SEND_DEV_LOG | SEND_STYLE);
	if (logger->dev_log_fd >= 0 && logger->socket >= 0)
		logger->to_send |= SEND_DEV_LOG;
	output_send_style(ctx);
	for (uint32_t i = 0; i < ctx->count; i++)
		log_stream_reconfigure(ctx->units[i]);
}

static bool names_log_file(const struct context *ctx)
{
	for (uint32_t i = 0; i < ctx->count; i++) {
		if (conf_is_set(ctx->units[i]->section, CONF_SERVICE_LOG_FILE))
			return true;
	}
	return false;
}

bool output_reopen_files(struct context *ctx)
{
	struct logger_child *logger = ctx->logger;

	if (logger == NULL || logger->child.pid == 0 || !names_log_file(ctx))
		return false;
	logger_enqueue(logger, SEND_REOPEN);
	return true;
}

void output_free(struct context *ctx)
{
	struct logger_child *logger = ctx->logger;

	if (logger == NULL)
		return;
	ev_clear_pending(ctx->loop, &logger->restart_timer);
	ev_timer_stop(ctx->loop, &logger->restart_timer);
	ev_timer_stop(ctx->loop, &logger->wait_timer);
	ev_timer_stop(ctx->loop, &logger->hold_timer);
	watchdog_free(logger);
	stream_close_cancel(logger);
	io_stop(ctx->loop, &logger->socket_io);
	if (logger->socket >= 0)
		close(logger->socket);
	if (logger->dev_log_fd >= 0)
		close(logger->dev_log_fd);
	log_memory_free(logger);
	ctx->logger = NULL;
	free(logger);
}
