/* supervisor/output/send_queue.c - queues packets for the logger. */
#include "supervisor/base/context.h"
#include "supervisor/output/log_stream.h"
#include "supervisor/output/logger_child.h"

union packet output_packet;

void logger_schedule_send(struct logger_child *logger)
{
	ev_feed_event(logger->ctx->loop, &logger->restart_timer, EV_CUSTOM);
}

void logger_enqueue(struct logger_child *logger, uint32_t packets)
{
	logger->to_send |= packets;
	logger_schedule_send(logger);
}

void log_stream_enqueue(struct log_stream *stream, unsigned packets)
{
	struct logger_child *logger = logger_of(stream);

	logger_schedule_send(logger);
	stream->to_send |= (uint8_t)packets;
	if (stream->queued)
		return;
	stream->queued = true;
	stream->next = NULL;
	*logger->last = stream;
	logger->last = &stream->next;
}

void send_queue_pop(struct logger_child *logger)
{
	struct log_stream *stream = logger->first;

	logger->first = stream->next;
	if (logger->first == NULL)
		logger->last = &logger->first;
	stream->queued = false;
}

static void unqueue_stream(struct logger_child *logger, struct log_stream *stream)
{
	struct log_stream **link = &logger->first;

	while (*link != NULL && *link != stream)
		link = &(*link)->next;
	if (*link == NULL)
		return;
	*link = stream->next;
	stream->queued = false;
	if (logger->last == &stream->next)
		logger->last = link;
}

void log_stream_remove(struct log_stream *stream)
{
	struct logger_child *logger = logger_of(stream);

	unqueue_stream(logger, stream);
	if (logger->socket < 0 || (logger->to_send & SEND_HELLO) || stream->slot_count == 0)
		return;
	if (logger->removed_count < logger->slot_count)
		logger->removed[logger->removed_count++] = stream->slot;
	else
		logger->removed_overflow = true;
	logger_schedule_send(logger);
}
