/* supervisor/logger/logger_main.h - the logger: a process beside PID 1 that reads and
 * writes all output.
 *
 * Layer:   supervisor/logger. A child of PID 1, which sends it everything that it needs
 *          through one socket (shared/protocol.h).
 * Promise: it may be killed at any time without losing a line (shared/log_memory.h). A
 *          reader of the container's output that stalls blocks only the services that write
 *          to it. An idle logger sleeps.
 * Source:  DESIGN 8. */
#ifndef SUPERVISOR_LOGGER_LOGGER_MAIN_H
#define SUPERVISOR_LOGGER_LOGGER_MAIN_H

/* Runs until PID 1 is gone or orders the end. The container's streams are descriptors 1
 * and 2. Returns the exit code: 0; an errno, if something that the logger needs failed; or
 * LOGGER_LATE. */
int logger_main(int socket);

/* The exit code after a drain that ran out of time because the container's output has no
 * reader. Another logger could not write it either. No errno that the logger returns has
 * this value. */
#define LOGGER_LATE 124

#endif
