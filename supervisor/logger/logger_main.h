/* supervisor/logger/logger_main.h - the logger: a process beside PID 1 that carries all
 * output.
 *
 * Layer:   supervisor/logger. A child of PID 1, which hands over everything else it needs
 *          through one socket (shared/protocol.h).
 * Promise: it may be killed at any time without losing a line (shared/log_memory.h). A
 *          reader of the container's output that stalls blocks only the services that write
 *          to it. An idle logger sleeps.
 * Source:  DESIGN 8. */
#ifndef SUPERVISOR_LOGGER_LOGGER_MAIN_H
#define SUPERVISOR_LOGGER_LOGGER_MAIN_H

/* Runs until PID 1 is gone or orders the end. The container's streams are descriptors 1
 * and 2. Returns the exit code: 0; the errno of what the logger needs and does not have;
 * or LOGGER_LATE. */
int logger_main(int socket);

/* The drain took too long because the container's output has no reader: another logger
 * could not write it either. No errno has this value. */
#define LOGGER_LATE 124

#endif
