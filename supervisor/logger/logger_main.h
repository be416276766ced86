/* supervisor/logger/logger_main.h - runs the logger, a process beside PID 1 that reads
 * and writes all output.
 *
 * Layer:   supervisor/logger. A child of PID 1, which sends it everything that it needs
 *          through one socket (shared/protocol.h).
 * Promise: it may be killed at any time without losing a line of a service
 *          (shared/log_memory.h). A reader of the container's output that stalls blocks
 *          only the services that write to it. An idle logger sleeps. */
#ifndef SUPERVISOR_LOGGER_LOGGER_MAIN_H
#define SUPERVISOR_LOGGER_LOGGER_MAIN_H

/* Runs the logger until PID 1 is gone or orders the end, or it cannot work. `socket` leads
 * to PID 1; the container's streams are descriptors 1 and 2. Returns the exit code: 0, or
 * LOGGER_LATE, or the errno of a call without which the logger cannot work. */
int logger_main(int socket);

/* The exit code after a drain that gave up, because the container's output was not read for
 * a second or not in time. Another logger could not write it either. No errno that the
 * logger returns has this value. */
#define LOGGER_LATE 124

#endif
