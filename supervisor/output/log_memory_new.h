/* supervisor/output/log_memory_new.h - creates the log memory.
 *
 * Private to the room. PID 1 chooses the size of the log memory
 * (logger/shared/log_memory.h) from the configuration, and keeps it while loggers come and
 * go. PID 1 never maps it. */
#ifndef SUPERVISOR_OUTPUT_LOG_MEMORY_NEW_H
#define SUPERVISOR_OUTPUT_LOG_MEMORY_NEW_H

#include "supervisor/logger/shared/protocol.h"

#include <stdint.h>

struct conf;
struct logger_child;

/* The totals of all services of a configuration. */
struct output_needs {
	uint32_t slots;    /* number of slots: streams, followed files and /dev/log */
	uint32_t services; /* number of services and setups that write to the log */
	uint32_t writers;  /* number of services that write to the log, without setups */
	uint64_t ring_bytes;
	enum logger_files files; /* the files that the logger must be able to open */
};

/* Adds up the needs of /dev/log and of all services and setups that write to the log. */
struct output_needs output_needs_of(const struct conf *conf);

/* Creates the log memory, the allocator of its slots, and the list of removed slots.
 * Returns 0, or a negative errno, which is reported; call log_memory_free() even then. */
int log_memory_new(struct logger_child *logger, const struct output_needs *needs);
/* Closes the log memory and frees the allocator and the list. */
void log_memory_free(struct logger_child *logger);

#endif
