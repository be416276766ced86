/* supervisor/output/ring_lines.c - reads the last lines that a service wrote. */
#include "supervisor/base/unit.h"
#include "supervisor/logger/shared/log_memory.h"
#include "supervisor/logger/shared/ring_tail.h"
#include "supervisor/output/log_stream.h"
#include "supervisor/output/logger_child.h"

size_t output_last_lines(const struct unit *u, char *out, size_t max)
{
	const struct log_stream *stream = u->log;
	const struct logger_child *logger = u->ctx->logger;

	if (stream == NULL || logger == NULL || stream->slot_count == 0 ||
	    stream->ring_size == 0)
		return 0;
	/* Until the logger has cleared the ring, it has the output of another service. */
	if (stream->slots_recycled &&
	    !log_memory_slot_is_of(logger->log_memory_fd, stream->slot,
				   stream->slot_generation))
		return 0;
	return ring_read_tail(logger->log_memory_fd, stream->ring_offset, stream->ring_size,
			      out, max);
}
