/* supervisor/output/stream_lookup.c - finds a stream's logger, and a slot's stream. */
#include "supervisor/base/context.h"
#include "supervisor/base/unit.h"
#include "supervisor/output/log_stream.h"
#include "supervisor/output/logger_child.h"

struct logger_child *logger_of(const struct log_stream *stream)
{
	return stream->unit->ctx->logger;
}

struct log_stream *logger_find_stream(const struct logger_child *logger, uint32_t slot)
{
	const struct context *ctx = logger->ctx;

	for (uint32_t i = 0; i < ctx->count; i++) {
		struct log_stream *stream = ctx->units[i]->log;

		if (stream != NULL && slot - stream->slot < stream->slot_count)
			return stream;
	}
	return NULL;
}
