/* supervisor/output/logger_memory.h - the memory that all loggers share with PID 1.
 *
 * Private to the room. The shared state is a memfd (logger/shared/log_memory.h) that PID 1
 * sizes for what the configuration needs and keeps while loggers come and go; PID 1 never
 * maps it. */
#ifndef SUPERVISOR_OUTPUT_LOGGER_MEMORY_H
#define SUPERVISOR_OUTPUT_LOGGER_MEMORY_H

#include "supervisor/logger/shared/protocol.h"

#include <stdint.h>

struct conf;
struct logger_child;

/* What the services of a configuration need together. */
struct output_needs {
	uint32_t slots;    /* streams, followed files and /dev/log */
	uint32_t services; /* that write to the log */
	uint32_t writers;  /* of these, without setups */
	uint64_t ring_bytes;
	enum logger_files files; /* what the logger has to do with files */
};

struct output_needs output_needs_of(const struct conf *conf);

/* Creates the shared state and the allocator of its slots. Returns 0, or a negative errno
 * that was reported. */
int logger_memory_new(struct logger_child *logger, const struct output_needs *needs);
void logger_memory_free(struct logger_child *logger);

#endif
